/** What somebody types into the forms of a contract, as the service wants it. */

export const text = (data: FormData, name: string): string => String(data.get(name) ?? '').trim();
export const textOrNull = (data: FormData, name: string): string | null => text(data, name) || null;

/** Whole pence of "1,234.50" or "£12"; null where nothing was typed, no number where it is none: the service says so. */
export function penceOf(data: FormData, name: string): number | null {
  const typed = text(data, name).replaceAll(/[£,\s]/g, '');
  if (typed === '') return null;
  const [, sign, pounds, pence = ''] = /^(-?)(\d{1,15})(?:\.(\d{1,2}))?$/.exec(typed) ?? [];
  return pounds === undefined ? Number.NaN : Number(`${sign}${pounds}${pence.padEnd(2, '0')}`);
}

export function quantityOf(data: FormData, name: string): number {
  const typed = text(data, name).replaceAll(/[,\s]/g, '');
  return typed === '' ? Number.NaN : Number(typed);
}
