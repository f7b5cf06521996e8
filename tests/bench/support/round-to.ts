/** Rounds to `digits` significant digits: more would be noise. */
export const roundTo = (value: number, digits = 3): number => Number(value.toPrecision(digits));
