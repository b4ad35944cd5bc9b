import { objectsAt } from './json.ts';
import type { Tender } from './tender.ts';

/** What it takes to bid, before anything is won. */
export interface BiddingEffort {
  /** JSON Pointer (RFC 6901) to the tender. */
  readonly path: string;
  /** Of the tender itself; what its documents hold is not in a release. */
  readonly wordsToRead: number;
  readonly documentsToRead: number;
  readonly questionsToAnswer: number;
  /** Certificates, policies, accounts and the like that have to come with the bid. */
  readonly documentsToSupply: number;
  /** By `hoursFor`, to half an hour: for comparing tenders, not a measurement. */
  readonly estimatedHours: number;
}

/** Our assumptions, in hours. Nobody has measured them for every firm; they are the same for every tender. */
export const hoursFor = { thousandWordsToRead: 1 / 12, documentToRead: 0.5, questionToAnswer: 1.5, documentToSupply: 0.5 } as const;

const supply = /\b(?:provide|submit|supply|attach|upload|enclose|include|send|copies of|a copy of|evidence of)\b/i;
const papers = /\b(?:certificates?|polic(?:y|ies)|accounts|financial statements?|method statements?|plans?|CVs?|references?|licen[cs]es?|case studies|organi[sz]ation(?:al)? charts?|risk assessments?|declarations?|guarantees?|statements?)\b/gi;

/** Counts what a bidder has to read, answer and supply. */
export function biddingEffort({ path, tender, clauses, questions, papers: listed }: Tender): BiddingEffort {
  const wordsToRead = clauses.reduce((sum, { text }) => sum + text.split(/\s+/).length, 0);
  const documentsToRead = objectsAt(tender, 'documents').length;
  const isListed = new Set(listed.map((each) => each.path));
  const documentsToSupply = listed.length + clauses.reduce((sum, { text, holder }) => sum + (!isListed.has(holder) && supply.test(text) ? new Set((text.match(papers) ?? []).map((each) => each.toLowerCase())).size : 0), 0);
  const hours = (wordsToRead / 1000) * hoursFor.thousandWordsToRead + documentsToRead * hoursFor.documentToRead + questions.length * hoursFor.questionToAnswer + documentsToSupply * hoursFor.documentToSupply;
  return { path, wordsToRead, documentsToRead, questionsToAnswer: questions.length, documentsToSupply, estimatedHours: Math.round(2 * hours) / 2 };
}
