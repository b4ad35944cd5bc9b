/** The colours of the drawings: flat inks of the brand, one set for day and one for night. */

export interface Palette {
  readonly night: boolean;
  /** Sky from top to horizon, one trio a mood. */
  readonly skies: readonly [Sky, Sky, Sky, Sky, Sky];
  readonly cloud: string;
  readonly far: string;
  readonly mid: string;
  readonly near: string;
  readonly grass: string;
  readonly turf: string;
  readonly leaf: string;
  readonly pine: string;
  readonly moss: string;
  readonly gorse: string;
  readonly heather: string;
  readonly fuchsia: string;
  readonly sea: string;
  readonly wave: string;
  readonly deep: string;
  readonly foam: string;
  readonly sand: string;
  readonly path: string;
  readonly stoneLight: string;
  readonly stone: string;
  readonly stoneDark: string;
  readonly basalt: string;
  readonly ink: string;
  readonly limewash: string;
  readonly brick: string;
  readonly brickDark: string;
  readonly roof: string;
  readonly copper: string;
  readonly glass: string;
}

export interface Sky {
  readonly top: string;
  readonly low: string;
  readonly sun: string;
}

export const day: Palette = {
  night: false,
  skies: [
    { top: '#D3E4E6', low: '#EFEBDD', sun: '#FBF8F1' },
    { top: '#F0DEC2', low: '#F8EEDB', sun: '#F7CF5B' },
    { top: '#DCCFDD', low: '#F4DFD0', sun: '#F9E3B4' },
    { top: '#D5DAD6', low: '#E9E7DC', sun: '#F6F2E6' },
    { top: '#C2DBE2', low: '#E3EDE9', sun: '#FDF1C4' },
  ],
  cloud: '#FBF8F1',
  far: '#A9BCBB',
  mid: '#8CA792',
  near: '#7C9A63',
  grass: '#8FAE62',
  turf: '#6E8F45',
  leaf: '#5F8242',
  pine: '#3F6048',
  moss: '#4A6B2A',
  gorse: '#F2B705',
  heather: '#8C6390',
  fuchsia: '#B3245A',
  sea: '#5B9CA6',
  wave: '#8CBEC4',
  deep: '#14606E',
  foam: '#FBF8F1',
  sand: '#E8D6A9',
  path: '#EBDDBD',
  stoneLight: '#CFC9BC',
  stone: '#ABA598',
  stoneDark: '#827D73',
  basalt: '#4B5B62',
  ink: '#1F2A2E',
  limewash: '#FBF8F1',
  brick: '#B4674E',
  brickDark: '#8E4C3A',
  roof: '#5A6A70',
  copper: '#C27B45',
  glass: '#DDEBEC',
};

export const night: Palette = {
  night: true,
  skies: [
    { top: '#1B2D38', low: '#2E4650', sun: '#EFE7CF' },
    { top: '#2A2C44', low: '#5A4A63', sun: '#F3DFB0' },
    { top: '#182A31', low: '#3A5458', sun: '#E6E9E1' },
    { top: '#22303C', low: '#44545F', sun: '#EEE6D2' },
    { top: '#1A2438', low: '#4B5068', sun: '#F4E3B4' },
  ],
  cloud: '#53666E',
  far: '#33505A',
  mid: '#2F4E4A',
  near: '#35553B',
  grass: '#44633C',
  turf: '#334F2B',
  leaf: '#2F4C2B',
  pine: '#1F3A30',
  moss: '#28401C',
  gorse: '#F5C637',
  heather: '#6B4C74',
  fuchsia: '#B8517C',
  sea: '#1F5663',
  wave: '#3B7783',
  deep: '#12404C',
  foam: '#C9D8D6',
  sand: '#8F8263',
  path: '#8D8468',
  stoneLight: '#8B8B84',
  stone: '#6D6F6B',
  stoneDark: '#4E5353',
  basalt: '#27363C',
  ink: '#0E1517',
  limewash: '#C9C6B9',
  brick: '#7A4636',
  brickDark: '#56312A',
  roof: '#2C3A41',
  copper: '#A06639',
  glass: '#F0C95A',
};
