import type { Part } from '@drystone/part';
import { observe } from './observe.ts';

export const homeResponse = {
  id: 'home.response',
  name: 'Alarm response',
  joins: 'one',
  metrics: [
    { id: 'answered-within-60-seconds', title: 'Alarm calls answered within 60 seconds', unit: 'percent', better: 'higher', events: ['case.assigned', 'case.acknowledged'], figure: { share: 'within-60', of: 'calls' } },
    { id: 'answered-within-180-seconds', title: 'Alarm calls answered within 180 seconds', unit: 'percent', better: 'higher', events: ['case.assigned', 'case.acknowledged'], figure: { share: 'within-180', of: 'calls' } },
    { id: 'calls', title: 'Alarm calls that came to the provider', unit: 'times', better: 'higher', events: ['case.assigned'], figure: { count: 'calls' } },
    { id: 'passed-on', title: 'Cases taken away, because the provider could not be reached or nobody took them', unit: 'times', better: 'lower', events: ['case.passed_on'], figure: { count: 'passed-on' } },
    { id: 'attended-within-45-minutes', title: 'Of the homes that somebody came to, those reached within 45 minutes', unit: 'percent', better: 'higher', events: ['case.arrived'], figure: { share: 'attended-within-45', of: 'attended' } },
    { id: 'closed', title: 'Cases brought to an end', unit: 'times', better: 'higher', events: ['case.closed'], figure: { count: 'closed' } },
  ],
  observe,
} as const satisfies Part;
