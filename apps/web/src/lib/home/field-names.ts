/** What the fields of people's forms and of protocols are called in what is wrong with them, and where they stand on their pages. */

import { m } from '@drystone/messages';
import { isBlank, type NameOf } from '../refused-form.ts';

/** By their name on the page; those of a list of rows have none here. */
const names: Readonly<Record<string, { readonly name: () => string; readonly isChosen?: true }>> = {
  organisation: { name: m.field_organisation, isChosen: true },
  name: { name: m.field_user_name },
  preferredName: { name: m.field_user_preferred },
  bornIn: { name: m.field_user_born },
  languages: { name: m.field_user_languages, isChosen: true },
  phone: { name: m.field_user_phone },
  healthNotes: { name: m.field_user_health },
  dwelling: { name: m.field_dwelling },
  lines: { name: m.field_address },
  postcode: { name: m.field_postcode },
  area: { name: m.field_area, isChosen: true },
  latitude: { name: m.field_latitude },
  longitude: { name: m.field_longitude },
  accessNotes: { name: m.field_access_notes },
  code: { name: m.field_key_safe_code },
  where: { name: m.field_key_safe_where },
  for: { name: m.field_suspend_for, isChosen: true },
  recipientName: { name: m.field_recipient_name },
  relation: { name: m.field_recipient_relation },
  email: { name: m.field_recipient_email },
  categories: { name: m.field_consent_categories, isChosen: true },
  how: { name: m.field_consent_how, isChosen: true },
  until: { name: m.field_until },
  givenOn: { name: m.field_consent_given_on },
  title: { name: m.field_protocol_title },
  steps: { name: m.field_protocol_steps },
  approvedBy: { name: m.field_protocol_approved_by },
  approvedOn: { name: m.field_protocol_approved_on },
};

/** A field of a form whose inputs have the service's names, or those that `inputOf` gives. */
export const personFieldNames = (data: FormData, inputOf: (field: string) => string = (field) => field): NameOf => (field) => {
  const id = inputOf(field);
  const known = names[id];
  return known && { id, name: known.name(), isChosen: known.isChosen, isEmpty: isBlank(data, id) };
};

const keyholderColumns: Readonly<Record<string, { readonly input: string; readonly name: (inputs: { number: number }) => string }>> = {
  name: { input: 'keyholder', name: m.field_keyholder_name },
  phone: { input: 'phone', name: m.field_keyholder_phone },
  relation: { input: 'relation', name: m.field_keyholder_relation },
  minutesAway: { input: 'minutes', name: m.field_keyholder_minutes },
};

/** @param rowOf the row of the form that the service counts as this one: it is sent none that were left empty. */
export const keyholderNames = (data: FormData, rowOf: (index: number) => number): NameOf => (field) => {
  const [list, index = '', column = ''] = field.split('.');
  const known = keyholderColumns[column];
  if (list !== 'keyholders' || known === undefined) return undefined;
  const row = rowOf(Number(index));
  return { id: `keyholders-${row}-${column}`, name: known.name({ number: row + 1 }), isEmpty: isBlank(data, known.input, row) };
};

/** A step that is wrong is named by its number: all of them are in one field. */
export const protocolFieldNames = (data: FormData): NameOf => (field) => {
  const step = /^steps\.(\d+)/.exec(field)?.[1];
  return step === undefined ? personFieldNames(data)(field) : { id: 'steps', name: m.field_protocol_step({ number: Number(step) + 1 }) };
};
