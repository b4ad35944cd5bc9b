/** The place these pages are of, until a second one is loaded. */
export const placeSlug = 'northern-ireland';
export const timeZone = 'Europe/London';

export const today = (): Temporal.PlainDate => Temporal.Now.plainDateISO(timeZone);
