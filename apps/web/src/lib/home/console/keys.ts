/** Single keys of the console. They can be switched off (WCAG 2.1.4), and are nobody's while something is typed. */

import { m } from '@drystone/messages';

export type KeyAction = 'next' | 'take' | 'talk' | 'down' | 'up' | 'step' | 'ring' | 'note' | 'outcome' | 'queue' | 'case' | 'sound' | 'help';

/** In the order in which they are listed. */
export const keys: readonly { readonly key: string; readonly action: KeyAction; readonly words: () => string }[] = [
  { key: 'n', action: 'next', words: m.console_key_next },
  { key: 't', action: 'take', words: m.console_key_take },
  { key: 'v', action: 'talk', words: m.console_key_talk },
  { key: 's', action: 'step', words: m.console_key_step },
  { key: 'r', action: 'ring', words: m.console_key_ring },
  { key: 'w', action: 'note', words: m.console_key_note },
  { key: 'o', action: 'outcome', words: m.console_key_outcome },
  { key: 'j', action: 'down', words: m.console_key_down },
  { key: 'k', action: 'up', words: m.console_key_up },
  { key: 'q', action: 'queue', words: m.console_key_queue },
  { key: 'c', action: 'case', words: m.console_key_case },
  { key: 'm', action: 'sound', words: m.console_key_sound },
  { key: '?', action: 'help', words: m.console_key_help },
];

/** What a key that was pressed asks for. */
export function actionOf({ key, ctrlKey, altKey, metaKey, isComposing, repeat, target }: KeyboardEvent): KeyAction | undefined {
  if (ctrlKey || altKey || metaKey || isComposing) return undefined;
  if (target instanceof Element && target.closest('input, textarea, select, [contenteditable], dialog') !== null) return undefined;
  const action = keys.find((each) => each.key === key.toLowerCase())?.action;
  // Held down, a key would take one alarm after the other.
  return repeat && action !== 'down' && action !== 'up' ? undefined : action;
}

const kept = 'drystone.console.keys';
export const keysAreOn = (): boolean => localStorage.getItem(kept) !== 'off';
export function keepKeys(on: boolean): void {
  if (on) localStorage.removeItem(kept);
  else localStorage.setItem(kept, 'off');
}
