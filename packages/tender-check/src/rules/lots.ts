/** How the work is divided. */

import { objectsAt, pointer, textAt } from '../json.ts';
import { act, missing, policyStatement, pounds, says, type Rule } from '../rule.ts';

/** Pounds a year above which a lot is beyond most small providers. */
const largeLot = 1_000_000;
/** Pounds below which dividing is hardly ever worth it. */
const tooSmallToDivide = 30_000;
const notDivided = /\b(?:not|n['’]t|without|no)\b[^.]{0,40}\b(?:divid|split|lots?\b|separat)|\bsingle lot\b|\b(?:divid|split|separat)\w*[^.]{0,60}\b(?:would|could not|cannot|is not|was not)\b|\bone lot\b/i;
const because = /\b(?:because|since|as (?:the|it|this|they|each|one)|reasons?|due to|in order to|so that|would|owing to)\b/i;

export const lots: readonly Rule[] = [
  {
    id: 'no-lots-no-reason',
    title: 'Not divided into lots, and no reason given',
    severity: 'error',
    why: 'One large contract can only be bid for by those who can do all of it.',
    mend: 'Divide it so that a small provider can do a whole lot, or say why that could not be done.',
    source: act('18'),
    find: (tender) => {
      if (tender.divided || (tender.value ?? Infinity) < tooSmallToDivide) return [];
      if (textAt(tender.tender, 'lotDetails', 'noLotsDivisionRationale') !== undefined || textAt(tender.tender, 'noLotsDivisionRationale') !== undefined) return [];
      if (tender.clauses.some(({ text, around }) => notDivided.test(text) && because.test(around))) return [];
      return [{ ...missing(tender, 'It is not divided into lots and does not say why.'), severity: tender.aboveThreshold ? 'error' : 'warning' }];
    },
  },
  {
    id: 'lot-too-large',
    title: 'A lot that is too large for a small provider',
    severity: 'warning',
    why: 'A contract that is larger than a provider’s whole turnover cannot be taken on without great risk.',
    mend: 'Divide it by area, by kind of work or by phase.',
    source: act('18'),
    find: (tender) => {
      if (textAt(tender.tender, 'mainProcurementCategory') === 'works' || tender.framework) return [];
      return tender.lots.flatMap((lot) => {
        const yearly = lot.value === undefined ? 0 : lot.value / Math.max(1, lot.years ?? 1);
        return yearly > largeLot ? [{ path: textAt(tender.tender, 'title') !== undefined && lot.path === tender.path ? pointer(lot.path, 'title') : lot.path, quote: lot.title, message: `It is worth ${pounds(yearly)} a year.` }] : [];
      });
    },
  },
  {
    id: 'bundled',
    title: 'Different kinds of work in one',
    severity: 'warning',
    why: 'Who is good at one part must find, manage and answer for the others.',
    mend: 'Make each kind of work a lot and let whoever wants bid for several.',
    source: act('18'),
    find: (tender) => {
      const said = says({ pattern: /\b(?:single|one|sole) (?:integrated )?(?:supplier|provider|contractor|organisation|partner)\b[^.]{0,60}\b(?:all|every|entire|whole|complete|full range|everything|total)\b|\b(?:total facilities management|one-stop[- ]shop|turn-?key|end-to-end (?:service|solution|delivery)|fully integrated (?:service|contract|solution)|bundled?|wholly managed service|all (?:associated|ancillary|related) services)\b/i, unless: [/\b(?:separate|individual|smaller|each) lots?\b|\bunbundl/i] }, 'Work of different kinds is bought as one.')(tender);
      const kinds = new Map<string, Map<string, { path: string; quote: string }>>();
      for (const { index, object } of objectsAt(tender.tender, 'items')) {
        const division = /^\d{2}/.exec(textAt(object, 'classification', 'id') ?? '')?.[0];
        if (division === undefined || (textAt(object, 'classification', 'scheme') ?? 'CPV') !== 'CPV') continue;
        const lot = textAt(object, 'relatedLot') ?? '';
        const key = textAt(object, 'description') === undefined ? pointer('', 'classification', 'id') : '/description';
        const known = kinds.get(lot) ?? new Map();
        known.set(division, { path: pointer(tender.path, 'items', index) + key, quote: textAt(object, 'description') ?? textAt(object, 'classification', 'id') ?? '' });
        kinds.set(lot, known);
      }
      const mixed = [...kinds.values()].filter((known) => known.size >= 3).map((known) => ({ ...([...known.values()].at(-1) ?? missing(tender, '')), message: `One lot has work of ${known.size} divisions of the Common Procurement Vocabulary.` }));
      return [...said, ...mixed];
    },
  },
  {
    id: 'all-lots-or-none',
    title: 'Bids have to be for all lots',
    severity: 'warning',
    why: 'Lots that must be taken together are no lots.',
    mend: 'Let everybody bid for one lot, some or all.',
    source: act('18'),
    find: says({ pattern: /\b(?:must|shall|required to|have to|has to|need to|only)\b[^.]{0,40}\b(?:bid|tender|submit|price|respond|apply)\w*\b[^.]{0,40}\b(?:all|every|each)(?: of)?(?: the)? (?:\w+ )?lots\b|\b(?:bids?|tenders?) for (?:individual|single|some|part|one) lots?\b[^.]{0,30}\b(?:not|rejected)/i, negated: false, unless: [/\b(?:one|any|some|several|individual)(?: or (?:more|all|several))?(?: of the)? lots\b(?![^.]{0,30}\b(?:not|rejected))|\bneed not\b|\bnot (?:have|need|required) to\b/i] }, 'Nobody may bid for one lot alone.'),
  },
  {
    id: 'whole-area',
    title: 'One provider has to cover everywhere',
    severity: 'warning',
    why: 'Local providers know one area and cannot serve all.',
    mend: 'Make lots by area; the platform routes the work.',
    source: act('18'),
    find: says({ pattern: /\b(?:must|shall|required|have to|has to|need|needs)\b[^.]{0,40}\b(?:national|UK-wide|nation-?wide|province-wide) (?:coverage|footprint|presence|network)\b|\b(?:must|shall|required to|have to|has to|able to|capable of|capacity to|only)\b[^.]{0,60}\b(?:cover|serv|deliver|operat|provid|work)\w*\b[^.]{0,60}\b(?:(?:all|every)(?: of the| the)? (?:\w+ ){0,2}(?:districts?|areas?|counties|regions?|boroughs?|councils?|sites|locations)|(?:the )?(?:whole|entire(?:ty)?) (?:of )?(?:the )?(?:county|region|borough|district|country|Northern Ireland|England|Wales|Scotland|area|province)|nation-?wide|UK-wide|throughout (?:Northern Ireland|England|Wales|Scotland|the (?:UK|county|region|borough|whole)))\b/i, unless: [/\b(?:one or more|any|some|individual|its own|their own|each lot|in your) (?:of the )?(?:areas?|districts?|lots?)?|\bwith partners\b|\bin consorti/i] }, 'One provider has to cover every area.'),
  },
  {
    id: 'consortium-barred',
    title: 'Consortia or subcontractors are shut out',
    severity: 'warning',
    why: 'Together is how small providers reach the size that is asked for.',
    mend: 'Let several bid as one, and take their means together.',
    source: policyStatement,
    find: says({ pattern: /\b(?:consorti(?:a|um)|joint (?:bids?|tenders?|ventures?)|sub-?contract(?:ing|ors?)|partnership bids?|group bids?)\b[^.]{0,50}\b(?:not (?:be )?(?:accepted|permitted|allowed|considered|eligible)|prohibited|excluded|rejected|(?:may|can)not|forbidden)\b|\b(?:no|not accept|not permit|not allow|not consider)\s+(?:\w+ )?(?:consorti(?:a|um)|joint (?:bids?|tenders?|ventures?)|sub-?contract(?:ing|ors?))\b|\bwithout (?:the use of )?sub-?contract/i, negated: false, unless: [/\bnot (?:be )?(?:excluded|rejected|prohibited)\b/i] }, 'Several providers may not bid together.'),
  },
  {
    id: 'lead-liable-for-all',
    title: 'One legal body has to be founded to bid together',
    severity: 'warning',
    why: 'Founding a company to be allowed to bid costs weeks and lawyers.',
    mend: 'Take a signed agreement between the partners; ask for a legal body only after the award, where the contract needs one.',
    source: act('24'),
    find: says({ pattern: /\b(?:consorti(?:a|um)|joint (?:bids?|venture)|groups? of suppliers?)\b[^.]{0,60}\b(?:must|shall|required to|have to|has to)\b[^.]{0,40}\b(?:single legal entity|special purpose|incorporat|form (?:a |one )?(?:new )?(?:legal|company|entity))/i, unless: [/\b(?:after|on|upon|once|if) (?:\w+ )?(?:award|success)/i] }, 'Partners have to found a company to bid.'),
  },
];
