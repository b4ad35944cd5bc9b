/** What a provider posted about a place, as the form's fields: read by the server alone, which knows maps and grids. */

import { m } from '@drystone/messages';
import type { FormError } from '../form-error.ts';
import type { ContentFields, PictureFields } from './content-form.ts';
import { pastedPoint } from './pasted-point.ts';

/** @param added address of a picture that came with the form. */
export function fieldsOf(data: FormData, added?: string): ContentFields {
  const isOfPicture = (name: string): boolean => /^picture-(\d+-|first$)/.test(name) || (added !== undefined && name.startsWith('picture-new-'));
  const typed = Object.fromEntries([...data].flatMap(([name, value]) => (typeof value === 'string' && name !== 'interests' && !isOfPicture(name) ? [[name, value]] : [])));
  return { ...typed, ...pointOf(typed), interests: data.getAll('interests').map(String), pictures: picturesOf(data, added) };
}

/** The numbers of a point that was pasted; what cannot be read stays as it was. */
function pointOf(typed: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  const pasted = (typed['position-pasted'] ?? '').trim();
  const read = pastedPoint(pasted || (typed['position-lon']?.trim() === '' ? (typed['position-lat'] ?? '') : ''));
  return read === undefined ? {} : { 'position-lat': String(read.lat), 'position-lon': String(read.lon), 'position-pasted': '' };
}

/** What was pasted as a point and is none. */
export const pastedErrors = (fields: ContentFields): FormError[] => (String(fields['position-pasted'] ?? '').trim() === '' ? [] : [{ field: 'position-pasted', message: m.content_error_pasted() }]);

/** Without those that were taken out, the one that was put first in front. */
function picturesOf(data: FormData, added: string | undefined): readonly PictureFields[] {
  const text = (name: string): string => String(data.get(name) ?? '').trim();
  const read = (prefix: string, url: string): PictureFields => ({ url, alt: text(`${prefix}-alt`), credit: text(`${prefix}-credit`), licence: text(`${prefix}-licence`) });
  const pictures = new Map<string, PictureFields>();
  for (let index = 0; data.has(`picture-${index}-url`); index++) {
    if (!data.has(`picture-${index}-remove`)) pictures.set(String(index), read(`picture-${index}`, text(`picture-${index}-url`)));
  }
  if (added !== undefined && ![...pictures.values()].some(({ url }) => url === added)) pictures.set('new', read('picture-new', added));
  const first = pictures.get(text('picture-first'));
  return first === undefined ? [...pictures.values()] : [first, ...[...pictures.values()].filter((each) => each !== first)];
}
