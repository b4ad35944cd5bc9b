/** What a bidder is asked to have done, hold or use. */

import { act, hit, notAsked, policyStatement, says, type Rule } from '../rule.ts';
import { countOf, countPattern } from '../amounts.ts';

const certificates = /\b(?:(?:BS |EN |BS EN )?ISO(?:\/IEC)?\s?\d{4,5}|Cyber ?Essentials(?: Plus)?|CHAS|SafeContractor|Safe Contractor|Constructionline|SMAS|Acclaim|Achilles|EcoVadis|Investors in People|PAS ?\d{2,4}|BS ?(?:EN ?)?\d{4,5}|EN ?\d{4,5}|TSA (?:accredit|certif)\w*|Quality Standards Framework|QSF|TrustMark|NICEIC|Matrix (?:Standard|accredit\w*)|Green Tourism|EMAS|FSC|Living Wage accredit\w*|Disability Confident)\b/;
const equivalent = /\bequivalents?\b|\bequal(?:ly)? (?:standard|good|level|suitable)|\bcomparable\b|\bor similar\b|\bsame (?:level|outcome)|\bother (?:evidence|proof|means|certificates?)\b|\bworking towards\b|\bhow you (?:meet|would meet)\b/i;
const brands = /\b(?:Microsoft|Office 365|SharePoint|Power BI|Apple|iPads?|iPhones?|Android|Samsung|Google|Amazon|AWS|Azure|Salesforce|SAP|Oracle|Cisco|Dell|Lenovo|Hewlett[- ]Packard|Canon|Xerox|Esri|ArcGIS|Autodesk|AutoCAD|Adobe|WordPress|Drupal|SurveyMonkey|Mailchimp|Tunstall|Careium|Legrand|Tynetec|Chubb|Chiptech|Doro|Alcuris|Philips|Bosch|Siemens|Honeywell|JCB|Ford|Toyota|Volkswagen|Mercedes(?:-Benz)?|Vauxhall|Dulux|Karndean|Forbo|Velux|Lego|Garmin|GoPro|Matterport)\b|®|™/;

export const experience: readonly Rule[] = [
  {
    id: 'same-size-references',
    title: 'References only from contracts of the same size',
    severity: 'warning',
    why: 'Who has only had small contracts can never get a larger one.',
    mend: 'Ask for examples that show the same skills, from any sector, size or role, as partner or subcontractor too.',
    source: act('22(1) (conditions of participation have to be proportionate)'),
    find: ({ clauses }) =>
      clauses
        .filter(({ text, context, around }) => /\b(?:references?|experience|track record|examples?|case stud(?:y|ies)|contracts?|projects?|deliver(?:ed|ing))\b/i.test(context) && (/\b(?:similar|same|comparable|equal|equivalent|like)\s+(?:or (?:greater|larger|higher|similar)\s+)?(?:in\s+)?(?:\w+,? ?){0,3}?(?:size|value|scale|magnitude)\b|\b(?:size|value|scale)\b(?: and \w+)?,? (?:similar|comparable|equal|equivalent|the same)\b|\b(?:contracts?|projects?|references?)\b[^.]{0,40}\b(?:of|worth|valued? (?:at|of|over)|with a value of|in excess of|over|above)\s+(?:at least |more than |over |in excess of |a minimum of )?(?:£|GBP)\s?\d/i.test(text)) && !notAsked.test(text) && !/\b(?:any size|of any|regardless|irrespective|whatever (?:the|their) size|smaller (?:contracts?|projects?) (?:are|count|will)|not (?:need|have) to be (?:of )?(?:the )?(?:same|similar)|combin)/i.test(around) && !/\bturnover\b|\binsur|\bindemnity\b|\bliability\b/i.test(text))
        .filter(({ text }) => /\b(?:must|shall|required?|only|at least|minimum|evidence|demonstrate|provide|submit|supply|references?|experience|track record|need)\b/i.test(text))
        .map((clause) => hit(clause, 'Only contracts of this size count as experience.')),
  },
  {
    id: 'particular-authority-experience',
    title: 'Earlier contracts with a particular authority',
    severity: 'error',
    why: 'Only the present supplier can meet it.',
    mend: 'Ask for experience of the work, whoever it was done for.',
    source: act('22 (no award by a particular contracting authority may be required)'),
    find: says({ pattern: /\b(?:have |has |having )?(?:held|had|completed|delivered)\b[^.]{0,30}\bcontracts?\b[^.]{0,20}\b(?:by|for|with) (?:the|this|our) (?:council|authority|trust|board|department|buyer|agency)\b|\b(?:previous(?:ly)?|prior|existing|past|current|already|experience of|experience in|experience with|worked|track record)\b[^.]{0,50}\b(?:contracts?|work(?:ed|ing)?|deliver(?:ed|ing|y)|suppl(?:y|ied|ier)|awarded|services?|provid(?:ed|ing))\b[^.]{0,30}\b(?:(?:by|for|with|to) (?:the|this|our) (?:council|authority|trust|board|department|buyer|agency)|for us|with us)\b/i, unless: [/\bor (?:any )?(?:other|similar|another)\b/i] }, 'Experience with this authority is a condition.'),
  },
  {
    id: 'public-sector-only',
    title: 'Experience in the public sector only',
    severity: 'warning',
    why: 'It keeps out whoever has done the same for private clients, charities or a community.',
    mend: 'Ask for experience of the work, in any sector.',
    source: policyStatement,
    find: says({ pattern: /\b(?:public[- ]sector|local (?:government|authorit(?:y|ies))|(?:other )?(?:councils?|contracting authorities)|NHS|government) (?:clients?|contracts?|experience|references?|bodies|organisations?|customers?)\b|\b(?:references?|experience|contracts?)\b[^.]{0,40}\b(?:from|with|for|in|within) (?:the |a |at least \w+ |other |\w+ )?(?:public[- ]sector|local authorit|councils?\b|NHS|local government)|\bexperience\b[^.]{0,60}\b(?:to|for|with) (?:local authorit|councils\b|(?:other )?public bodies|the public sector|the NHS|NHS)/i, needs: [/\b(?:experience|references?|track record|deliver(?:ed|ing)|contracts? (?:with|for|from))\b/i, /\b(?:must|shall|required?|only|at least|minimum|essential|mandatory|exclusively|need)\b/i], unless: [/\b(?:private|voluntary|any) (?:or |and |\w+ )*sectors?\b|\bany sector\b|\bor (?:similar|other|any)\b|\bother clients\b|\bwhether\b/i] }, 'Only work for public bodies counts as experience.'),
  },
  {
    id: 'references-count',
    title: 'More than three references',
    severity: 'warning',
    why: 'A small provider has few clients, and each reference is an hour of theirs.',
    mend: 'Ask for one or two; let a reference be a person who used the service.',
    source: act('22(1) (conditions of participation have to be proportionate)'),
    find: ({ clauses }) =>
      clauses.flatMap((clause) => {
        const match = new RegExp(`\\b(${countPattern})\\s+(?:\\(\\d+\\)\\s+)?(?:\\w+\\s+){0,2}?(?:references|referees|case studies|(?:contract )?examples)\\b`, 'i').exec(clause.text);
        const count = countOf(match?.[1] ?? '');
        return count === undefined || count <= 3 || /\b(?:up to|no more than|maximum|at most)\b/i.test(clause.text) ? [] : [hit(clause, `${count} references are asked for.`)];
      }),
  },
  {
    id: 'accreditation-no-equivalent',
    title: 'A certificate without “or equivalent”',
    severity: 'error',
    why: 'A certificate can cost more than the first year’s margin, and good practice needs no paper.',
    mend: 'Say what the certificate is to show, add “or equivalent”, and accept the provider’s own evidence.',
    source: act('22 (equivalents of qualifications) and 56 (standards)'),
    find: ({ clauses }) =>
      clauses
        .filter(({ text, around }) => certificates.test(text) && !equivalent.test(around) && !notAsked.test(text) && !/\b(?:desirable|preferred|for example|such as|e\.g\.)/i.test(text))
        .map((clause) => hit(clause, `${certificates.exec(clause.text)?.[0] ?? ''} is named without “or equivalent”.`)),
  },
  {
    id: 'membership-required',
    title: 'Membership of one body or scheme',
    severity: 'warning',
    why: 'A membership fee is a fee to bid.',
    mend: 'Say what the members have that others should show too.',
    source: act('22 (equivalents of qualifications)'),
    find: says({ pattern: /\b(?:must|shall|required to|have to|has to|need to)\b[^.]{0,30}\b(?:be (?:a |full |registered |current )*members? of|hold (?:\w+ )?membership|be (?:registered|accredited|certified|approved) (?:with|by) the)\b/i, unless: [equivalent, /\bby law\b|\blegal(?:ly)?\b|\bstatut|\bCompanies House\b|\bHMRC\b|\bInformation Commissioner|\bRQIA\b|\bCare Quality Commission|\bCQC\b|\bcentral digital platform\b/i] }, 'Membership of one body is a condition.'),
  },
  {
    id: 'brand-name',
    title: 'A brand without “or equivalent”',
    severity: 'error',
    why: 'It decides who may supply before anybody has bid.',
    mend: 'Describe what it has to do; where a name cannot be avoided, add “or equivalent”.',
    source: act('56(5) (no trade marks or makes without equivalents)'),
    find: ({ clauses }) =>
      clauses
        .filter(({ text, around }) => (brands.test(text) || /\b(?:of the|brand|make|manufactured by|model)\s+["“'’][^"”]+["”'’]/i.test(text)) && /\b(?:must|shall|only|required?|has to|have to|to be|suppl(?:y|ied)|provide|compatible|install(?:ed)?|use|using|built|based on|run(?:s|ning)? on|hosted|fitted|equipment|devices?|units?)\b/i.test(text) && !equivalent.test(around) && !notAsked.test(text) && !/\b(?:meeting|webinar|call|briefing|format|for example|such as|e\.g\.|currently uses?|present(?:ly)?|also accepted|Word|Excel|PDF)\b/i.test(text))
        .map((clause) => hit(clause, 'A brand is named without “or equivalent”.')),
  },
  {
    id: 'incumbent-systems',
    title: 'Tied to a system that only the present supplier has',
    severity: 'warning',
    why: 'Whoever has to buy or copy the present supplier’s system starts with a cost that the present supplier has not.',
    mend: 'Name an open interface, or provide access to the system for every bidder.',
    source: act('56'),
    find: says({ pattern: /\b(?:compatible|integrat\w+|interoperab\w+|interface)\b[^.]{0,40}\b(?:existing|current|incumbent|present|proprietary)\b[^.]{0,30}\b(?:system|platform|supplier|provider|software|equipment)/i, unless: [/\bopen (?:standards?|interface|api|format)|\bdocumented (?:interface|api)|\baccess (?:will be|is) provided|\bOpenAPI\b/i] }, 'It has to fit a system that others cannot see.'),
  },
];
