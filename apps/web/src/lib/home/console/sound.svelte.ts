/** The sound of an urgent alarm, made here and played only after the operator has switched it on. */

export type SoundState =
  | 'off'
  | 'on'
  /** Switched on, but the browser lets nothing be heard before a key or a click. */
  | 'blocked';

export interface Sound {
  readonly state: SoundState;
  toggle(): void;
  /** Two tones up, twice; nothing where it is off. */
  ring(): void;
  stop(): void;
}

const kept = 'drystone.console.sound';

export function createSound(): Sound {
  let state = $state<SoundState>('off');
  let context: AudioContext | undefined;

  async function begin(): Promise<void> {
    context ??= new AudioContext();
    state = 'blocked';
    // Never resolves while the browser waits for the person.
    await context.resume();
    if (isWanted()) state = 'on';
  }
  const isWanted = () => localStorage.getItem(kept) === 'on';
  const unblock = (): void => {
    if (state === 'blocked') void begin();
  };
  addEventListener('pointerdown', unblock);
  addEventListener('keydown', unblock);
  if (isWanted()) void begin();

  function ring(): void {
    if (state !== 'on' || context === undefined) return;
    const from = context.currentTime + 0.02;
    for (const [at, hertz] of [[0, 660], [0.18, 880], [0.5, 660], [0.68, 880]] as const) {
      const [tone, loudness] = [context.createOscillator(), context.createGain()];
      tone.type = 'triangle';
      tone.frequency.value = hertz;
      loudness.gain.setValueAtTime(0, from + at);
      loudness.gain.linearRampToValueAtTime(0.35, from + at + 0.02);
      loudness.gain.setValueAtTime(0.35, from + at + 0.13);
      loudness.gain.linearRampToValueAtTime(0, from + at + 0.17);
      tone.connect(loudness).connect(context.destination);
      tone.start(from + at);
      tone.stop(from + at + 0.18);
    }
  }

  return {
    get state() {
      return state;
    },
    toggle() {
      if (state === 'off') {
        localStorage.setItem(kept, 'on');
        // So that one knows what it will be like.
        void begin().then(ring);
      } else {
        localStorage.removeItem(kept);
        state = 'off';
      }
    },
    ring,
    stop() {
      removeEventListener('pointerdown', unblock);
      removeEventListener('keydown', unblock);
      void context?.close();
    },
  };
}
