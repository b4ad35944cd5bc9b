/** What it takes to write a bid. */

import { countOf, countPattern } from '../amounts.ts';
import { objectsAt, pointer, textAt } from '../json.ts';
import { act, guidance, hit, missing, policyStatement, says, type Hit, type Rule } from '../rule.ts';
import type { Question, Tender } from '../tender.ts';

const mostWords = 5_000;
const mostPages = 15;
const mostDocuments = 12;
const mostQuestions = 25;

export const burden: readonly Rule[] = [
  {
    id: 'response-length',
    title: 'Long answers',
    severity: 'warning',
    why: 'Length is measured in evenings; large providers have a bid team.',
    mend: 'Ask for a few short answers: 500 words each say what matters.',
    source: policyStatement,
    find: ({ clauses }) =>
      clauses.flatMap((clause) => {
        if (!/\b(?:answer|response|respond|bid|tender|submission|submit|proposal|statement|method|question|describe|write|plan|maximum|up to|limit)/i.test(clause.context)) return [];
        const read = (unit: string) => countOf(new RegExp(`\\b(${countPattern})[\\s-]*(?:A4\\s+)?(?:sides?|${unit})\\b`, 'i').exec(clause.text)?.[1] ?? '') ?? 0;
        const questions = countOf(new RegExp(`\\b(${countPattern})\\s+(?:\\w+\\s+)?questions\\b`, 'i').exec(clause.text)?.[1] ?? '') ?? 1;
        const each = /\b(?:each|per|every)\b/i.test(clause.text) ? questions : 1;
        const words = read('words?') * each;
        const pages = read('pages?') * each;
        if (words > mostWords) return [hit(clause, `Up to ${words.toLocaleString('en-GB')} words are asked for.`)];
        return pages > mostPages ? [hit(clause, `Up to ${pages} pages are asked for.`)] : [];
      }),
  },
  {
    id: 'too-many-documents',
    title: 'Many documents to read',
    severity: 'warning',
    why: 'A three-person firm reads them all before it knows whether to bid.',
    mend: 'Put what decides on two pages in front; merge the rest.',
    source: policyStatement,
    find: (tender) => {
      const documents = objectsAt(tender.tender, 'documents');
      const last = documents.at(-1);
      if (last === undefined || documents.length <= mostDocuments) return [];
      const key = textAt(last.object, 'title') === undefined ? 'id' : 'title';
      return [{ path: pointer(tender.path, 'documents', last.index, key), quote: textAt(last.object, key) ?? '', message: `There are ${documents.length} documents to read.` }];
    },
  },
  {
    id: 'too-many-questions',
    title: 'Many questions to answer',
    severity: 'warning',
    why: 'Each question is an hour; those that decide nothing cost as much as those that do.',
    mend: 'Keep the questions whose answers change who wins.',
    source: policyStatement,
    find: (tender) => {
      const said = tender.clauses.flatMap((clause) => {
        const count = countOf(new RegExp(`\\b(${countPattern})\\s+(?:\\w+\\s+)?questions\\b`, 'i').exec(clause.text)?.[1] ?? '');
        return count !== undefined && count > mostQuestions ? [hit(clause, `There are ${count} questions.`)] : [];
      });
      const last = tender.questions.at(-1);
      return last !== undefined && tender.questions.length > mostQuestions ? [{ path: last.path, quote: last.text, message: `There are ${tender.questions.length} questions.` }] : said;
    },
  },
  {
    id: 'question-asked-twice',
    title: 'The same question twice',
    severity: 'warning',
    why: 'Answers are written twice, and may be scored twice.',
    mend: 'Ask once of each lot.',
    source: policyStatement,
    find: twice,
  },
  {
    id: 'core-information-again',
    title: 'Asked for again what is known already',
    severity: 'warning',
    why: 'Name, ownership, accounts and exclusion grounds are stored once on the central digital platform.',
    mend: 'Take the share code of the central digital platform, or the provider’s profile.',
    source: guidance,
    find: says({ pattern: /\b(?:standard selection questionnaire|selection questionnaire|pre-?qualification questionnaire|\bPQQ\b|ESPD|European Single Procurement Document|supplier (?:information|registration) (?:form|questionnaire|pack))\b|\b(?:complete|provide|submit|upload|enter)\b[^.]{0,50}\b(?:company (?:registration )?number|VAT (?:registration )?number|registered (?:office|address)|list of directors|details of directors|connected persons)\b/i, unless: [/\bcentral digital platform\b|\bFind a Tender\b|\bshare code\b|\bprofile\b|\bonce\b/i] }, 'What the central digital platform holds is asked for again.'),
  },
  {
    id: 'paper-or-ink',
    title: 'Paper, post or ink',
    severity: 'warning',
    why: 'Copies, couriers and signatures in person cost a day and decide nothing.',
    mend: 'Take bids electronically, with a typed name as the signature.',
    source: act('96 (electronic communications)'),
    find: says({ pattern: /\b(?:hard[- ]?cop(?:y|ies)|paper cop(?:y|ies)|printed cop(?:y|ies)|bound cop(?:y|ies)|by (?:post|courier|hand|fax)|recorded delivery|wet[- ](?:ink|signature|signed)|signed originals?|original signatures?|sealed envelopes?|in triplicate|as a deed|notarised|certified translation|USB (?:stick|drive)|CD-?ROM)\b/i, unless: [/\bor (?:electronically|by e-?mail|online|upload)|\bon request\b/i] }, 'Paper or ink is asked for.'),
  },
  {
    id: 'fee-to-bid',
    title: 'A fee to bid',
    severity: 'error',
    why: 'It is a loss for everybody but one.',
    mend: 'Give documents and portal free of charge.',
    source: policyStatement,
    find: (tender) => [
      ...objectsAt(tender.tender, 'participationFees').map(({ index, object }) => ({ path: pointer(tender.path, 'participationFees', index), quote: textAt(object, 'description') ?? textAt(object, 'title') ?? tender.title, message: 'Taking part costs a fee.' })),
      ...says({ pattern: /\b(?:tender|bid(?:ding)?|registration|participation|document|portal|application|administration|processing) (?:fee|charge|cost)s?\b[^.]{0,40}(?:£|GBP|\bpayable|\bpaid|\bapply|\bnon-refundable)|\b(?:fee|charge) of (?:£|GBP)\s?\d[^.]{0,60}\b(?:bid|tender|regist|portal|documents|application|apply)|(?:£|\bGBP)\s?\d[\d,.]* (?:\w+ )?(?:fee|charge)\b|\b(?:subscription|licence|membership)\b[^.]{0,40}\b(?:portal|platform|to (?:bid|tender|register|submit|apply))\b|\bnon-refundable (?:fee|deposit|charge)|\bpay (?:a|the) (?:\w+ )?fee\b/i, unless: [/\bno (?:\w+ )?(?:fee|charge)|\bfree of charge\b|\bfree to\b/i] }, 'Taking part costs a fee.')(tender),
    ],
  },
  {
    id: 'in-person-presentation',
    title: 'A presentation in person',
    severity: 'note',
    why: 'Travel and a day of the only manager; it rewards those who present for a living.',
    mend: 'Offer a call, say what is scored, and pay travel.',
    source: policyStatement,
    find: says({ pattern: /\b(?:presentation|interview|demonstration)s?\b[^.]{0,50}\b(?:in person|at (?:the |our )?(?:council|offices?|headquarters|town hall|city hall|civic)|on[- ]site|face[- ]to[- ]face)|\b(?:must|shall|required to) (?:attend|present)\b[^.]{0,40}\bin person\b/i, unless: [/\bor (?:online|by (?:video|phone|call)|remote)|\bonline\b|\bvideo\b|\bremote/i] }, 'Bidders have to come in person.'),
  },
  {
    id: 'no-contact',
    title: 'Nobody to ask',
    severity: 'note',
    why: 'A first-time bidder who cannot ask does not bid.',
    mend: 'Name a person or a mailbox, and an enquiry period.',
    source: policyStatement,
    find: (tender) => {
      const reachable = objectsAt(tender.release, 'parties').some(({ object }) => ['email', 'telephone', 'url'].some((key) => textAt(object, 'contactPoint', key) !== undefined)) || ['email', 'telephone', 'url'].some((key) => textAt(tender.tender, 'procuringEntity', 'contactPoint', key) !== undefined || textAt(tender.release, 'buyer', 'contactPoint', key) !== undefined);
      return reachable || tender.clauses.some(({ text }) => /\S+@\S+\.\w|\bquestions\b[^.]{0,40}\b(?:portal|through|via|to|at)\b/i.test(text)) ? [] : [missing(tender, 'There is no contact point.')];
    },
  },
];

/** Pairs of questions to one bidder that share most of their words: what each of two lots asks, a bidder for one is asked once. */
function twice({ questions }: Tender): Hit[] {
  const most = 400;
  const small = new Set('the a an of to and or for in on your you how will please describe explain with that this is are be any it our we their what which'.split(' '));
  const read = questions.slice(0, most).map((question) => ({ question, words: new Set((question.text.toLowerCase().match(/\p{L}{2,}/gu) ?? []).filter((word) => !small.has(word))) }));
  return read.flatMap(({ question, words }, i) => {
    if (words.size < 3) return [];
    const earlier = read.slice(0, i).find((other) => other.question.path !== question.path && mayMeet(question, other.question) && likeness(words, other.words) >= 0.75);
    return earlier === undefined ? [] : [{ path: question.path, quote: question.text, message: `It is asked before: “${earlier.question.text.slice(0, 120)}”.` }];
  });
}

function mayMeet({ lots: some }: Question, { lots: others }: Question): boolean {
  return some.length === 0 || others.length === 0 || some.some((lot) => others.includes(lot));
}

function likeness(a: ReadonlySet<string>, b: ReadonlySet<string>): number {
  if (a.size > 2 * b.size || b.size > 2 * a.size) return 0;
  let shared = 0;
  for (const word of a) if (b.has(word)) shared++;
  return shared / (a.size + b.size - shared);
}
