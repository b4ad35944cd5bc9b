export { homeResponse } from './part.ts';
export { offerAnswer, offeredCase, withdrawal, withdrawnBecause, type OfferAnswer, type OfferedCase, type Withdrawal, type WithdrawnBecause } from './offer.ts';
