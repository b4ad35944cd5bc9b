/** What the fields of profiles, bids, openers and partners are called in what is wrong with them, and where they stand on their pages. */

import { m } from '@drystone/messages';
import { isBlank, type NamedField, type NameOf } from '../refused-form.ts';

type Numbered = (inputs: { number: number }) => string;

/** Of a list of rows: the name of the column's input, and of the field in its row. */
const rowFields: Readonly<Record<string, { readonly input: string; readonly name: Numbered }>> = {
  'insurances.kind': { input: 'kind', name: m.field_insurance_kind },
  'insurances.coverPence': { input: 'cover', name: m.field_insurance_cover },
  'insurances.validUntil': { input: 'validUntil', name: m.field_insurance_valid_until },
  'insurances.insurer': { input: 'insurer', name: m.field_insurance_insurer },
  'policies.kind': { input: 'kind', name: m.field_policy_kind },
  'policies.title': { input: 'title', name: m.field_policy_title },
  'policies.date': { input: 'date', name: m.field_policy_date },
  'policies.reviewBy': { input: 'reviewBy', name: m.field_policy_review },
  'policies.document': { input: 'document', name: m.field_policy_file },
  'references.title': { input: 'title', name: m.field_reference_title },
  'references.client': { input: 'client', name: m.field_reference_client },
  'references.from': { input: 'from', name: m.field_reference_from },
  'references.to': { input: 'to', name: m.field_reference_to },
  'references.valuePence': { input: 'value', name: m.field_reference_value },
  'references.description': { input: 'description', name: m.field_reference_description },
};

/** @param rowOf the row of the form that the service counts as this one: it is sent none that were left empty. */
export const profileFieldNames = (data: FormData, rowOf: (index: number) => number): NameOf => (field) => {
  const [list = '', index = '', column = ''] = field.split('.');
  const asked = rowFields[`${list}.${column}`];
  if (asked !== undefined) {
    const row = rowOf(Number(index));
    const id = `${list}-${row}-${column}`;
    return { id: column === 'document' ? `file-${row}` : id, name: asked.name({ number: row + 1 }), isEmpty: isBlank(data, asked.input, row), isChosen: column === 'kind' };
  }
  switch (list) {
    case 'about':
      return { id: list, name: m.field_about() };
    case 'website':
      return { id: list, name: m.field_website() };
    case 'legalForm':
      return { id: list, name: m.field_legal_form(), isChosen: true };
    case 'companyNumber':
      return { id: list, name: m.field_company_number() };
    case 'charityNumbers':
      return { id: list, name: index === '' ? m.field_charity_numbers() : m.field_charity_number({ number: Number(index) + 1 }) };
    case 'people':
      return { id: list, name: m.field_people() };
    case 'turnoverPence':
      return { id: list, name: m.field_turnover() };
    case 'parts':
      return { id: list, name: m.field_parts() };
    case 'areas':
      return { id: list, name: m.field_areas() };
    case 'accessibility':
      return { id: list, name: m.field_accessibility() };
    case 'file':
      return { id: `file-${rowOf(Number(index))}`, name: m.field_policy_file({ number: rowOf(Number(index)) + 1 }) };
    default:
      return undefined;
  }
};

/** @param task the page of the bid where it is told: what is mended on another has the way there. */
export function bidFieldNames(bid: { readonly id: string; readonly asked: { readonly questions: readonly { readonly id: string; readonly question: string }[]; readonly measures: readonly { readonly id: string; readonly title: string }[] } }, task: string): NameOf {
  const on = (page: string, field: NamedField): NamedField => (page === task ? field : { ...field, id: '', href: `/commissioning/bids/${bid.id}/${page}` });
  return (field) => {
    const [head = '', id = ''] = field.split('.');
    switch (head) {
      case 'answers':
        return on(`question-${id}`, { id: 'answer', name: m.field_answer({ question: bid.asked.questions.find((each) => each.id === id)?.question ?? id }) });
      case 'pricePence':
        return on('price', { id: head, name: m.field_price() });
      case 'socialValue': {
        // An id may hold points.
        const measure = bid.asked.measures.find((each) => each.id === field.slice('socialValue.'.length));
        return on('promises', measure === undefined ? { id: '', name: m.field_promises() } : { id: `promise-${measure.id}`, name: m.field_promise({ measure: measure.title }) });
      }
      case 'documents':
        return on('documents', { id: 'file', name: m.bid_documents() });
      case 'file':
        return { id: head, name: m.field_document() };
      case 'for':
        return { id: head, name: m.field_document_for(), isChosen: true };
      case 'members':
        return on('partners', { id: head, name: id === '' ? m.field_shares() : m.field_share({ number: Number(id) + 1 }) });
      case 'conformance':
        return on('proof', { id: head, name: m.field_report() });
      default:
        return undefined;
    }
  };
}

export const bidBeginningNames = (data: FormData): NameOf => (field) => {
  if (field === 'organisation') return { id: field, name: m.field_organisation(), isEmpty: isBlank(data, field), isChosen: true };
  return field === 'lot' ? { id: field, name: m.field_lot(), isEmpty: isBlank(data, field), isChosen: true } : undefined;
};

export const openerNames = (data: FormData): NameOf => (field) => {
  const [list, index = '', column] = field.split('.');
  if (list !== 'openers') return undefined;
  if (column === undefined) return { id: 'name-0', name: m.field_openers() };
  const id = `${column}-${index}`;
  return { id, name: (column === 'name' ? m.field_opener_name : m.field_opener_email)({ number: Number(index) + 1 }), isEmpty: isBlank(data, id) };
};

export const openingNames = (data: FormData): NameOf => (field) => {
  if (field === 'part') return isBlank(data, field) ? { id: field, name: m.field_opener_part(), isEmpty: true } : { id: field, name: m.field_opener_typed() };
  return field === 'code' ? { id: field, name: m.field_opener_code(), isEmpty: isBlank(data, field) && isBlank(data, 'file') } : undefined;
};

export const partnerNames = (data: FormData): NameOf => (field) => {
  const note = String(data.get('note') ?? '');
  const isEmpty = isBlank(data, field);
  switch (field) {
    case 'organisation':
      return { id: `organisation-${note || 'seek'}`, name: m.field_organisation(), isEmpty, isChosen: true };
    case 'lot':
      return { id: field, name: m.field_partner_lot(), isEmpty, isChosen: true };
    case 'offers':
      return { id: field, name: m.field_partner_offers(), isEmpty };
    case 'lacks':
      return { id: field, name: m.field_partner_lacks(), isEmpty };
    case 'message':
      return { id: `message-${note}`, name: m.field_partner_message(), isEmpty };
    default:
      return undefined;
  }
};
