/** A line of the bill: a quantity at a price. */
export interface CostLine {
  readonly what: string;
  readonly quantity: number;
  readonly unit: string;
  /** US dollars per unit. */
  readonly price: number;
}

export function costLine(what: string, quantity: number, unit: string, price: number): CostLine {
  return { what, quantity, unit, price };
}

export function amountOf({ quantity, price }: CostLine): number {
  return quantity * price;
}

export function totalOf(lines: readonly CostLine[]): number {
  return lines.reduce((sum, line) => sum + amountOf(line), 0);
}
