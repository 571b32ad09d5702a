/**
 * IP addresses and CIDR blocks in event patterns, as ranges of hexadecimal digits: 8 for IPv4, 32 for IPv6. Which texts
 * are addresses, and which blocks are refused, follows event-ruler's CIDR class and Java's InetAddress.
 */
import ipaddr from 'ipaddr.js';
import type { JsonScalarNode } from '../../core/json-syntax.ts';
import { PatternFault } from './pattern-fault.ts';

export interface DigitRange {
  readonly bottom: string;
  readonly top: string;
}

const ipv4 = /^\d+\.\d+\.\d+\.\d+$/;
const ipv6 = /^[0-9a-fA-F:]*:[0-9a-fA-F:]*$/;

/** The address as hexadecimal digits; undefined if the text is not an address. */
export function addressDigits(text: string): string | undefined {
  if (ipv4.test(text)) return ipv4Digits(text);
  return ipv6.test(text) ? ipv6Digits(text) : undefined;
}

/** Octets are decimal even with leading zeros. */
function ipv4Digits(text: string): string | undefined {
  if (text.length > 15) return undefined;
  const octets = text.split('.').map(Number);
  return octets.some((octet) => octet > 255) ? undefined : hex(octets);
}

function ipv6Digits(text: string): string | undefined {
  if (!ipaddr.IPv6.isValid(text)) return undefined;
  const address = ipaddr.IPv6.parse(text);
  // Java makes an IPv4 address of a mapped one.
  return address.isIPv4MappedAddress() ? hex(address.toIPv4Address().toByteArray()) : hex(address.toByteArray());
}

function hex(bytes: readonly number[]): string {
  return Buffer.from(bytes).toString('hex').toUpperCase();
}

/** @throws PatternFault */
export function cidrRange(node: JsonScalarNode): DigitRange {
  const parts = javaSplit(node.text);
  if (parts.length !== 2) throw new PatternFault(node, "Malformed CIDR, one '/' required");
  const [address = '', mask = ''] = parts;
  const bits = maskBits(node, mask);
  if (!ipv4.test(address) && !ipv6.test(address)) throw new PatternFault(node, `Nonstandard IP address: ${address}`);
  const digits = addressDigits(address);
  if (digits === undefined) throw new PatternFault(node, `Invalid IP address: ${address}`);
  if (digits.length === 8 && bits > 31) throw new PatternFault(node, 'IPv4 mask bits must be < 32');
  if (digits.length === 32 && bits > 127) throw new PatternFault(node, 'IPv6 mask bits must be < 128');
  const width = digits.length * 4;
  const value = BigInt(`0x${digits}`);
  const hosts = (1n << BigInt(width - bits)) - 1n;
  const format = (number: bigint) => number.toString(16).toUpperCase().padStart(digits.length, '0');
  return { bottom: format(value & ~hosts), top: format(value | hosts) };
}

function maskBits(node: JsonScalarNode, mask: string): number {
  const bits = /^[+-]?\d+$/.test(mask) ? Number(mask) : Number.NaN;
  if (Number.isNaN(bits)) throw new PatternFault(node, 'Malformed CIDR, mask bits must be an integer');
  if (bits < 0) throw new PatternFault(node, 'Malformed CIDR, mask bits must not be negative');
  return bits;
}

/** Parts between slashes; empty ones at the end do not count. */
function javaSplit(text: string): string[] {
  const parts = text.split('/');
  while (parts.length > 1 && parts.at(-1) === '') parts.pop();
  return parts;
}

/**
 * Whether the digits lie in the range, decided digit by digit as event-ruler does: the first digit that lies strictly
 * between the bounds decides, and with it an address of the other family whose leading digits fit.
 */
export function inRange(digits: string, { bottom, top }: DigitRange): boolean {
  let onBottom = true;
  let onTop = true;
  for (let index = 0; index < bottom.length; index++) {
    const digit = digits[index];
    const low = bottom[index];
    const high = top[index];
    if (digit === undefined || low === undefined || high === undefined) return false;
    if ((onBottom && digit < low) || (onTop && digit > high)) return false;
    onBottom &&= digit === low;
    onTop &&= digit === high;
    if (!onBottom && !onTop) return true;
  }
  return true;
}
