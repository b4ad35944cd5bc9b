/** The addresses of pictures that the guide has taken in. */

import type { Attraction } from '@drystone/part-visit-content';

const own = /^\/pictures\/([0-9a-f-]{36})$/;

export const addressOfPicture = (id: string): string => `/pictures/${id}`;

/** Ids of a record's pictures; those at foreign addresses are not among them. */
export function ownPictures({ pictures = [] }: Pick<Attraction, 'pictures'>): readonly string[] {
  return pictures.flatMap(({ url }) => own.exec(url)?.[1] ?? []);
}
