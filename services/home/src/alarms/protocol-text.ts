/** An organisation's own protocol as it is written down. */

import { z } from 'zod';
import { oneLine } from '../people/person.ts';

const mostSteps = 20;

export const protocolText = z.strictObject({
  title: oneLine(80, 'say what operators are to read above the steps').describe('What operators read above its steps.'),
  steps: z.array(oneLine(300, 'say what is to be done')).min(1, 'say at least one step').max(mostSteps, `use ${mostSteps} steps at most`).describe('In their order, in plain words.'),
  approvedBy: oneLine(120, 'say who approved it').describe('Who approved it for the organisation: name and post.'),
  approvedOn: z.iso.date('give the day, such as 2026-11-26').describe('On which day they did. Not in the future.'),
});
export type ProtocolText = z.output<typeof protocolText>;
