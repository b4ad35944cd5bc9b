/**
 * Reads and answers what the devices of a home say. Pure: no socket, clock or randomness of its own;
 * what a codec needs of them is handed in. `dc09`, `scaip`, `sip`, `device` and `webhook` have doors of their own.
 */

export { kinds, type AlarmSignal, type KindOfSignal, type Outcome, type Position, type Priority, type Protocol, type SignalGroup, type SignalKind } from './signal.ts';
