/** How the standard writes what releases name again and again. */

import type { JsonObject } from '@drystone/ocds';

export const partyId = (id: string): string => `drystone-${id}`;

export const money = (pence: number): JsonObject => ({ amount: pence / 100, currency: 'GBP' });
