/**
 * The currencies of ISO 4217 and the decimals of their minor units: "List one" as its maintenance agency SIX published it on
 * 1 January 2026, amendments 1 to 180 included, compared code by code. The latest: 176 (XCG for ANG, 31 March 2025), 177 (ZWG,
 * June 2024), 179 (XAD, 12 May 2025), 180 (BGN withdrawn, 1 January 2026).
 * Codes without a minor unit (gold, SDR, "no currency", the test code) are left out: nothing can be booked in them.
 *
 * For a later amendment: add new codes to the list, move withdrawn ones below, and say here which amendment it was.
 */
export const current: readonly (readonly [decimals: number, codes: string])[] = [
  [
    0,
    `
    BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF
    `,
  ],
  [
    2,
    `
    AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BMD BND BOB BOV BRL BSD BTN BWP BYN BZD CAD CDF CHE CHF CHW CNY COP
    COU CRC CUP CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GTQ GYD HKD HNL HTG HUF IDR ILS INR IRR
    JMD KES KGS KHR KPW KYD KZT LAK LBP LKR LRD LSL MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MXV MYR MZN NAD NGN
    NIO NOK NPR NZD PAB PEN PGK PHP PKR PLN QAR RON RSD RUB SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL
    THB TJS TMT TOP TRY TTD TWD TZS UAH USD USN UYU UZS VED VES WST XAD XCD XCG YER ZAR ZMW ZWG
    `,
  ],
  [
    3,
    `
    BHD IQD JOD KWD LYD OMR TND
    `,
  ],
  [
    4,
    `
    CLF UYW
    `,
  ],
];

/**
 * Withdrawn since this ledger knows them. They stay: amounts booked in them must stay readable, and the identity of an old request has
 * its amount in minor units.
 */
export const withdrawn: readonly (readonly [decimals: number, codes: string])[] = [[2, 'ANG BGN CUC']];
