/** A tender that every rule passes, and for each rule what makes it fail and what comes close and passes. Used by the tests. */

import type { JsonObject } from './json.ts';

/** A made-up release. */
export const fairRelease: JsonObject = {
  ocid: 'ocds-213czf-fair-0001',
  id: 'ocds-213czf-fair-0001-1',
  date: '2027-01-11T09:00:00Z',
  tag: ['tender'],
  initiationType: 'tender',
  parties: [{ id: 'GB-LAC-N09000001', name: 'A district council', roles: ['buyer'], contactPoint: { name: 'Commissioning', email: 'commissioning@example.org' } }],
  planning: { documents: [{ id: '1', documentType: 'marketEngagementNotice', noticeType: 'UK2' }] },
  tender: {
    id: 'fair-0001',
    title: 'Guided walks and stories for visitors',
    description: 'Visitors find walks and stories that local people make. Each provider keeps its own pages and says when they are out of date.',
    status: 'active',
    aboveThreshold: true,
    mainProcurementCategory: 'services',
    procurementMethod: 'open',
    value: { amount: 400_000, currency: 'GBP' },
    tenderPeriod: { startDate: '2027-01-11T09:00:00Z', endDate: '2027-02-24T12:00:00Z' },
    enquiryPeriod: { startDate: '2027-01-11T09:00:00Z', endDate: '2027-02-10T12:00:00Z' },
    awardPeriod: { startDate: '2027-02-25T09:00:00Z', endDate: '2027-03-24T12:00:00Z' },
    documents: [{ id: '1', documentType: 'tenderNotice', title: 'Tender notice' }],
    lots: [
      { id: 'coast', title: 'The coast', value: { amount: 200_000, currency: 'GBP' }, contractPeriod: { startDate: '2027-06-01T00:00:00+01:00', endDate: '2029-05-31T23:59:00+01:00' } },
      { id: 'glens', title: 'The glens', value: { amount: 200_000, currency: 'GBP' }, contractPeriod: { startDate: '2027-06-01T00:00:00+01:00', endDate: '2029-05-31T23:59:00+01:00' } },
    ],
    awardCriteria: {
      criteria: [
        { type: 'quality', name: 'How visitors find what suits them', numbers: [{ number: 50, weight: 'percentageExact' }] },
        { type: 'quality', name: 'Social value', description: 'Hours of paid work for people of the area, counted every quarter.', numbers: [{ number: 15, weight: 'percentageExact' }] },
        { type: 'price', name: 'Price', numbers: [{ number: 35, weight: 'percentageExact' }] },
      ],
    },
    contractTerms: { performanceTerms: 'Invoices are paid within 30 days of receipt.' },
  },
};

export interface Example {
  /** Laid over the fair release: objects are merged, everything else replaced, null removed. */
  readonly release: JsonObject;
}

/** Words in the selection criteria. */
function words(description: string, title?: string): JsonObject {
  return { tender: { selectionCriteria: { criteria: [title === undefined ? { description } : { title, description }] } } };
}

function criteria(...list: readonly (readonly [string, number | null])[]): JsonObject {
  return { tender: { awardCriteria: { criteria: list.map(([name, number]) => (number === null ? { name } : { name, numbers: [{ number, weight: 'percentageExact' }] })) } } };
}

const questions = (texts: readonly string[]): JsonObject => ({ tender: { criteria: [{ id: 'q', title: 'Questions', requirementGroups: [{ id: 'g', requirements: texts.map((title, i) => ({ id: `${i}`, title })) }] }] } });
/** Each question to some of the lots. */
const questionsOfLots = (texts: readonly string[], lots: readonly (readonly string[])[]): JsonObject => ({ tender: { criteria: texts.map((title, i) => ({ id: `q${i}`, title: 'Questions', relatedLots: lots[i]!, requirementGroups: [{ id: `g${i}`, requirements: [{ id: `${i}`, title }] }] })) } });
const manyTopics = 'volcano harbour orchard lantern saddle thimble ladder kettle marble feather basket anchor bridge candle dragon engine forest garden hammer island jacket kitten lemon mirror needle'.split(' ');
const undivided: JsonObject = { lots: null, contractPeriod: { startDate: '2027-06-01T00:00:00+01:00', endDate: '2029-05-31T23:59:00+01:00' } };
const below: JsonObject = { aboveThreshold: false, value: { amount: 60_000, currency: 'GBP' } };

/** By rule: [fails…], [passes…]. */
export const examples: Readonly<Record<string, { readonly fails: readonly JsonObject[]; readonly passes: readonly JsonObject[] }>> = {
  'turnover-multiple': {
    fails: [words('Bidders need an annual turnover of at least £1.5 million.'), words('A minimum turnover of three times the contract value is required.'), words('Turnover must be at least 250% of the contract value.'), { tender: { criteria: [{ id: '1', title: 'Economic standing', requirementGroups: [{ id: 'g', requirements: [{ id: 'r', title: 'Minimum yearly turnover', dataType: 'number', minValue: 2_000_000 }] }] }] } }],
    passes: [words('Bidders need an annual turnover of at least £150,000.'), words('Turnover must be no more than twice the contract value; we ask for one times.'), words('No minimum turnover is asked for.')],
  },
  'audited-accounts': {
    fails: [words('Provide three sets of accounts, fully audited.'), words('Bidders must supply audited accounts.'), words('Audited financial statements for the most recent year must be uploaded.')],
    passes: [words('Provide your latest accounts; audited accounts only where the Companies Act 2006 requires an audit.'), words('You do not need audited accounts.')],
  },
  'insurance-before-award': {
    fails: [words('Public liability insurance of £5 million must be in place at the time of tender.'), words('Bidders must already hold professional indemnity insurance.'), words('Submit copies of current insurance certificates with your bid.')],
    passes: [words('Public liability insurance of £5 million must be in place by the start of the contract.'), words('Bidders commit to obtain insurance before the contract is signed.')],
  },
  'insurance-level': { fails: [words('Public liability insurance of £10 million is required by the start of the contract.')], passes: [words('Public liability insurance of £2 million is required by the start of the contract.')] },
  'years-trading': { fails: [words('Bidders must have been trading for at least three years.'), words('Provide accounts for the last three years.')], passes: [words('Provide accounts for the last three years, or since the organisation was formed.')] },
  'credit-score': { fails: [words('A Creditsafe score of 50 or more is required.')], passes: [words('We do not require a credit score.')] },
  'bond-or-guarantee': { fails: [words('A performance bond of 10% is required.'), words('A parent company guarantee shall be given.')], passes: [words('No bond or guarantee is required.')] },
  'minimum-staff': { fails: [words('Bidders must have at least 20 full-time employees.')], passes: [words('Say how the service is staffed when somebody is ill.')] },
  'legal-form': { fails: [words('Bidders must be a registered company.')], passes: [words('Any organisation may bid: a company, a charity, a partnership or a sole trader.')] },
  'presence-before-award': { fails: [words('The bidder must have an established office within the district.')], passes: [words('Somebody has to be on the spot within two hours once the contract runs.')] },
  'checks-before-award': { fails: [words('All staff must be DBS checked at the time of tender.')], passes: [words('Staff are DBS checked before they start work on the contract.')] },
  'suitable-for-small': { fails: [{ tender: { suitability: { sme: false, vcse: false } } }], passes: [{ tender: { suitability: { sme: true, vcse: true } } }] },
  'same-size-references': { fails: [words('Provide two references from contracts of a similar size and value.'), words('Experience of contracts worth at least £500,000 is required.')], passes: [words('Give two examples of work of any size.')] },
  'particular-authority-experience': { fails: [words('Bidders must have previously delivered services for the Council.')], passes: [words('Say what you have done before, for the Council or any other client.')] },
  'public-sector-only': { fails: [words('At least two references from public sector clients are required.')], passes: [words('Two references are required, from the public, private or voluntary sector.')] },
  'references-count': { fails: [words('Provide five references.')], passes: [words('Provide two references.')] },
  'accreditation-no-equivalent': { fails: [words('Bidders must hold ISO 9001 certification.'), words('Cyber Essentials Plus is mandatory.')], passes: [words('Bidders must hold ISO 9001 certification or equivalent.'), words('Cyber Essentials is not required.')] },
  'membership-required': { fails: [words('The provider must be a member of the Tour Guides Guild.')], passes: [words('The provider must be a member of the Tour Guides Guild or equivalent.')] },
  'brand-name': { fails: [words('The provider must supply Tunstall pendants.'), words('Pages shall be built on WordPress.')], passes: [words('The provider must supply Tunstall pendants or equivalent.'), words('We answer questions in a Microsoft Teams meeting.')] },
  'incumbent-systems': { fails: [words('The service must integrate with the existing supplier system.')], passes: [words('The service must integrate with the existing platform by its open API.')] },
  'no-lots-no-reason': { fails: [{ tender: undivided }], passes: [{ tender: { ...undivided, lotDetails: { noLotsDivisionRationale: 'It is one path; two providers would meet on it.' } } }, { tender: { ...undivided, description: 'It is not divided into lots because it is a single building.' } }] },
  'lot-too-large': { fails: [{ tender: { ...undivided, value: { amount: 9_000_000, currency: 'GBP' } } }], passes: [{ tender: { value: { amount: 1_000_000, currency: 'GBP' } } }] },
  bundled: { fails: [words('A single provider is sought for all content, equipment and support.'), { tender: { items: [{ id: '1', description: 'Cleaning', classification: { scheme: 'CPV', id: '90910000' } }, { id: '2', description: 'Catering', classification: { scheme: 'CPV', id: '55500000' } }, { id: '3', description: 'Security', classification: { scheme: 'CPV', id: '79710000' } }] } }], passes: [{ tender: { items: [{ id: '1', description: 'Cleaning', classification: { scheme: 'CPV', id: '90910000' }, relatedLot: 'coast' }, { id: '2', description: 'Catering', classification: { scheme: 'CPV', id: '55500000' }, relatedLot: 'glens' }] } }] },
  'all-lots-or-none': { fails: [words('Bidders must submit bids for all lots.')], passes: [words('Bidders may bid for one lot, some or all lots.')] },
  'whole-area': { fails: [words('The provider must cover all eleven districts.')], passes: [words('The provider must cover one or more of the districts it chooses.')] },
  'consortium-barred': { fails: [words('Consortium bids will not be accepted.')], passes: [words('Consortium bids are welcome.')] },
  'lead-liable-for-all': { fails: [words('A consortium must form a single legal entity before it bids.')], passes: [words('A consortium may bid with an agreement between its partners.')] },
  'response-time-short': { fails: [{ tender: { tenderPeriod: { endDate: '2027-01-29T12:00:00Z' } } }, { tender: { ...below, tenderPeriod: { endDate: '2027-01-18T12:00:00Z' } } }], passes: [{ tender: { ...below, tenderPeriod: { endDate: '2027-01-29T12:00:00Z' } } }] },
  'deadline-inconvenient': { fails: [{ tender: { tenderPeriod: { endDate: '2027-02-28T12:00:00Z' } } }], passes: [{ tender: { tenderPeriod: { endDate: '2027-02-26T12:00:00Z' } } }] },
  'question-time-short': { fails: [{ tender: { enquiryPeriod: { endDate: '2027-01-14T12:00:00Z' } } }], passes: [{ tender: { enquiryPeriod: { endDate: '2027-01-25T12:00:00Z' } } }] },
  'mobilisation-short': { fails: [{ tender: { awardPeriod: { endDate: '2027-05-25T12:00:00Z' } } }], passes: [{ tender: { awardPeriod: { endDate: '2027-04-25T12:00:00Z' } } }] },
  'mandatory-visit': { fails: [words('There is a mandatory site visit on 20 January.')], passes: [words('There is a site visit on 20 January; it is not mandatory and is recorded.')] },
  'no-market-engagement': { fails: [{ planning: null }], passes: [{ planning: null, tender: { description: 'We held market engagement in November.' } }] },
  'response-length': { fails: [words('Answer 20 questions in up to 1,000 words each.'), words('The method statement may have up to 60 pages.')], passes: [words('Answer four questions in up to 500 words each.')] },
  'too-many-documents': { fails: [{ tender: { documents: manyTopics.map((title, i) => ({ id: `${i}`, title })) } }], passes: [{ tender: { documents: [{ id: '1', title: 'All in one' }] } }] },
  'too-many-questions': { fails: [questions([...manyTopics, 'violin'].map((topic) => `What about the ${topic}?`)), words('There are 40 questions.')], passes: [questions(['How will visitors find you?'])] },
  'question-asked-twice': { fails: [questions(['Describe how you will keep opening hours up to date.', 'Please describe how you keep your opening hours up to date.']), questionsOfLots(['Describe how you keep opening hours up to date.', 'Describe how you keep opening hours up to date.'], [['a', 'b'], ['b']])], passes: [questionsOfLots(['Describe how you keep opening hours up to date.', 'Describe how you keep opening hours up to date.'], [['a'], ['b']]), questions(['Describe how you keep opening hours up to date.', 'Describe how people of the area take part in the work.'])] },
  'core-information-again': { fails: [words('Complete the standard selection questionnaire.'), words('Provide your company registration number and VAT number.')], passes: [words('Give the share code of your profile on the central digital platform.')] },
  'paper-or-ink': { fails: [words('Send two hard copies by courier.'), words('The form of tender needs a wet signature.')], passes: [words('Upload your bid; a typed name is a signature.')] },
  'fee-to-bid': { fails: [words('A non-refundable fee of £50 is payable to register on the portal.'), { tender: { participationFees: [{ id: '1', description: 'Documents', value: { amount: 20, currency: 'GBP' } }] } }], passes: [words('The portal is free of charge.')] },
  'in-person-presentation': { fails: [words('Shortlisted bidders give a presentation in person.')], passes: [words('Bidders give a presentation in person or online.')] },
  'no-contact': { fails: [{ parties: [] }], passes: [{ parties: [], tender: { description: 'Ask us at walks@example.org.' } }] },
  'payment-over-30-days': { fails: [words('Invoices will be paid within 60 days.'), words('Payment terms: net 45.'), words('Payment is made forty-five days after receipt of the invoice.')], passes: [words('Invoices will be paid within 30 days.'), words('Bids remain valid for 90 days.'), words('Invoices will be paid within ten working days.')] },
  'pay-when-paid': { fails: [words('Subcontractors are paid once the supplier has been paid.')], passes: [words('Subcontractors are paid within 30 days.')] },
  'payment-in-arrears': { fails: [words('The fee is paid quarterly in arrears.')], passes: [words('The fee is paid monthly.')] },
  'unlimited-liability': { fails: [words('The provider accepts unlimited liability.')], passes: [words('Liability is capped at the yearly value.')] },
  'fixed-price-long': { fails: [words('Prices are fixed for the duration of the contract.')], passes: [words('Prices are fixed for the first year and follow the CPI afterwards.')] },
  'all-intellectual-property': { fails: [words('All intellectual property shall vest in the Council.')], passes: [words('The Council takes a licence; intellectual property stays with the provider.')] },
  'no-volume-but-exclusive': { fails: [words('There is no guarantee of any volume of work.')], passes: [words('At least 100 hours a year are bought.')] },
  'value-missing': { fails: [{ tender: { value: null, lots: [{ id: 'a', title: 'A' }, { id: 'b', title: 'B' }] } }], passes: [{ tender: { value: null } }] },
  'price-weight': { fails: [criteria(['Price', 70], ['Quality', 20], ['Social value', 10]), { tender: { awardCriteria: 'priceOnly' } }, { tender: { awardCriteria: null, awardCriteriaDetails: 'Price 80%, quality 20%.' } }, { tender: { awardCriteria: null, description: 'The contract is awarded to the lowest price.' } }], passes: [criteria(['Price', 40], ['Quality', 50], ['Social value', 10])] },
  'weights-missing': { fails: [criteria(['Price', null], ['Quality', null])], passes: [{ tender: { awardCriteria: { criteria: [{ name: 'Price' }, { name: 'Quality' }], weightingDescription: 'In the order given.' } } }] },
  'weights-not-100': { fails: [criteria(['Price', 40], ['Quality', 40], ['Social value', 10])], passes: [criteria(['Price', 33.33], ['Quality', 33.33], ['Social value', 33.34])] },
  'criteria-vague': { fails: [words('Bids are scored at the sole discretion of the Council.')], passes: [words('Bids are scored by the points below.')] },
  'social-value-absent': { fails: [criteria(['Price', 40], ['Quality', 60])], passes: [{ tender: { ...criteria(['Price', 40], ['Quality', 60])['tender'] as JsonObject, hasSustainability: true } }] },
  'social-value-low': { fails: [criteria(['Price', 40], ['Quality', 55], ['Social value', 5])], passes: [criteria(['Price', 40], ['Quality', 50], ['Social value', 10])] },
  'social-value-untied': { fails: [words('Bidders are asked to donate to the Mayor’s fund as social value.')], passes: [words('Say which paid hours this contract gives to people of the area.')] },
  'social-value-unmeasured': { fails: [{ tender: { ...criteria(['Price', 40], ['Quality', 50], ['Social value', 10])['tender'] as JsonObject } }], passes: [{ tender: { description: 'Social value is measured in hours of paid work.' } }] },
  'threshold-of-quality-hidden': { fails: [words('A score of less than 2 in any question leads to rejection.')], passes: [words('We ask back before a bid is put aside.')] },
  'framework-closed': { fails: [{ tender: { techniques: { hasFrameworkAgreement: true } } }], passes: [{ tender: { techniques: { hasFrameworkAgreement: true }, description: 'It is an open framework and is reopened every two years.' } }] },
  'framework-few': { fails: [{ tender: { techniques: { hasFrameworkAgreement: true, frameworkAgreement: { maximumParticipants: 2 } } } }], passes: [{ tender: { techniques: { hasFrameworkAgreement: true, frameworkAgreement: { maximumParticipants: 40 } } } }] },
  'below-threshold-selection': { fails: [{ tender: { ...below, procurementMethod: 'selective' } }, { tender: { ...below, description: 'There is a pre-qualification stage.' } }], passes: [{ tender: below }, { tender: { procurementMethod: 'selective' } }] },
  'direct-award-no-reason': { fails: [{ tender: { procurementMethod: 'limited' } }], passes: [{ tender: { procurementMethod: 'limited', procurementMethodRationale: 'A work of art by one artist.' } }] },
  'term-long': { fails: [{ tender: { lots: [{ id: 'a', title: 'A', value: { amount: 1, currency: 'GBP' }, contractPeriod: { startDate: '2027-06-01T00:00:00Z', endDate: '2037-05-31T00:00:00Z' } }] } }], passes: [{ tender: {} }] },
  'terms-not-negotiable': { fails: [words('Variant bids will be rejected.')], passes: [words('Variants that meet the outcome are welcome.')] },
  'outcome-absent': { fails: [words('The service is delivered exactly as specified.')], passes: [words('Visitors find what suits them; say how.')] },
};
