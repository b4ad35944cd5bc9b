/** Registering local units, and who answers for those that nobody knows. */

import { randomUUIDv7 } from 'node:crypto';
import { may, requirePermission, type Caller } from '@drystone/access';
import type { Database } from '@drystone/database';
import { appendEvent } from '@drystone/events';
import { Problem } from '@drystone/problems';
import type { Organisations } from '../ports.ts';
import type { LocalUnit, LocalUnitForm } from './local-unit.ts';
import { findMqttAccount, handOnMqttAccount } from './mqtt-accounts.ts';
import type { SealedKeys } from './sealed-keys.ts';
import { findDuty, findUnit, putDuty, putUnit, type UnitKey } from './store.ts';

export interface LocalUnits {
  /** @throws Problem `unknown-local-unit`, also to whoever does not answer its alarms. */
  localUnit(caller: Caller | undefined, key: UnitKey): Promise<LocalUnit>;
  /** Registers it, or changes what is registered. @throws Problem 403 where another organisation has it. */
  putLocalUnit(caller: Caller | undefined, key: UnitKey, form: LocalUnitForm): Promise<{ readonly unit: LocalUnit; readonly isNew: boolean }>;
  /** Undefined while nobody is named. */
  duty(caller: Caller | undefined): Promise<string | undefined>;
  nameDuty(caller: Caller | undefined, organisation: string): Promise<void>;
}

export function createLocalUnits({ database, clock, organisations, sealed }: { readonly database: Database; readonly clock: () => Temporal.Instant; readonly organisations: Organisations; readonly sealed: SealedKeys }): LocalUnits {
  const inCapitals = ({ protocol, account }: UnitKey): UnitKey => ({ protocol, account: account.toUpperCase() });

  return {
    async localUnit(caller, key) {
      if (caller === undefined) requirePermission(caller, 'local-unit.read');
      const found = await database.as('system:home', (transaction) => findUnit(transaction, inCapitals(key)));
      if (found === undefined || !may(caller!, 'local-unit.read', found.organisation)) throw new Problem({ kind: 'unknown-local-unit', detail: `There is no local unit ${key.protocol} ${key.account} that you answer for.` });
      return found;
    },
    async putLocalUnit(caller, named, form) {
      const allowed = requirePermission(caller, 'local-unit.edit', form.organisation);
      if ((await organisations.publicly(form.organisation)) === undefined) throw new Problem({ kind: 'unknown-organisation', detail: `There is no organisation ${form.organisation}.` });
      const key = inCapitals(named);
      const now = clock();
      const { before, signsIn } = await database.as('system:home', async (transaction) => ({ before: await findUnit(transaction, key), signsIn: key.protocol === 'mqtt' ? await findMqttAccount(transaction, key.account) : undefined }));
      if (before !== undefined) requirePermission(caller, 'local-unit.edit', before.organisation);
      // Whoever has its password speaks for it.
      if (signsIn !== undefined && !may(caller!, 'local-unit.edit', signsIn.organisation)) throw new Problem({ kind: 'taken', detail: `The account ${key.account} is another organisation's.` });
      const id = before?.id ?? randomUUIDv7();
      const keys = form.keys === undefined ? undefined : form.keys.length === 0 ? null : sealed.seal(form.keys.map((each) => Buffer.from(each, 'hex')), id);
      const unit = await database.as({ actor: allowed.actor, organisations: [...new Set([form.organisation, before?.organisation ?? form.organisation, signsIn?.organisation ?? form.organisation])] }, async (transaction) => {
        if (signsIn !== undefined) await handOnMqttAccount(transaction, signsIn, form.organisation);
        await putUnit(transaction, id, key, form, keys, randomUUIDv7, now);
        const stored = (await findUnit(transaction, key))!;
        if (before === undefined) await appendEvent(transaction, { type: 'local_unit.registered', subject: id, at: now, data: { protocol: key.protocol } });
        else await appendEvent(transaction, { type: 'local_unit.changed', subject: id, at: now, data: { revision: stored.revision } });
        return stored;
      });
      return { unit, isNew: before === undefined };
    },
    async duty(caller) {
      requirePermission(caller, 'duty.name');
      return database.as('system:home', findDuty);
    },
    async nameDuty(caller, organisation) {
      requirePermission(caller, 'duty.name');
      if ((await organisations.publicly(organisation)) === undefined) throw new Problem({ kind: 'unknown-organisation', detail: `There is no organisation ${organisation}.` });
      await database.as('system:home', async (transaction) => {
        await putDuty(transaction, organisation);
        await appendEvent(transaction, { type: 'duty.named', subject: organisation, at: clock(), data: {} });
      });
    },
  };
}
