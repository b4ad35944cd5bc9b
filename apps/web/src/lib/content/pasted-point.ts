/** A point as people have it at hand: two numbers, a link of a map, or a reference of the Irish Grid. */

import proj4 from 'proj4';

interface Point {
  readonly lat: number;
  readonly lon: number;
}

const degrees = String.raw`(-?\d{1,3}(?:\.\d+)?)`;
const pair = String.raw`${degrees}(?:,|%2C|\s)\s*${degrees}`;

/** As links hold it, the more exact first: where the pin is, then what was asked for, then what the map shows. */
const links = [
  new RegExp(`!3d${degrees}!4d${degrees}`),
  new RegExp(`[?&]mlat=${degrees}&(?:amp;)?mlon=${degrees}`),
  new RegExp(`[?&](?:q|query|ll|destination|daddr|cp|sll)=(?:loc:)?${pair}`),
  new RegExp(`^geo:${pair}`),
  new RegExp(String.raw`#map=\d+(?:\.\d+)?/${degrees}/${degrees}`),
  new RegExp(`@${pair}`),
];

/** Undefined where the text is none of them. Degrees of WGS 84, to about ten centimetres. */
export function pastedPoint(text: string): Point | undefined {
  const given = text.trim().replace(/−/g, '-');
  if (given.length > 2_000) return undefined;
  const grid = irishGrid(given);
  if (grid) return grid;
  const found = /^(https?:\/\/|geo:)/i.test(given) ? links.map((link) => link.exec(given)).find((match) => match !== null) : new RegExp(`^${pair}$`).exec(given.replace(/[°()]/g, ''));
  return found ? point(Number(found[1]), Number(found[2])) : undefined;
}

function point(lat: number, lon: number): Point | undefined {
  const rounded = (angle: number) => Math.round(angle * 1e6) / 1e6;
  return Math.abs(lat) <= 90 && Math.abs(lon) <= 180 ? { lat: rounded(lat), lon: rounded(lon) } : undefined;
}

/** The rows of 100 km squares, from the north; there is no I. */
const letters = 'ABCDEFGHJKLMNOPQRSTUVWXYZ';
/** EPSG 29903, Ireland 1975 / Irish Grid, moved to WGS 84 by its seven parameters: good to a few metres. */
const irishGridToDegrees = proj4('+proj=tmerc +lat_0=53.5 +lon_0=-8 +k=1.000035 +x_0=200000 +y_0=250000 +ellps=mod_airy +towgs84=482.5,-130.6,564.6,-1.042,-0.214,-0.631,8.15 +units=m +no_defs', 'EPSG:4326');

/** "J 358 277": a letter and as many digits east as north, the middle of the square that they name. */
function irishGrid(text: string): Point | undefined {
  const [, letter = '', digits = ''] = /^(?:IG\s*)?([A-HJ-Z])\s*(\d[\d ]{2,12}\d)$/i.exec(text) ?? [];
  const [east = '', north = '', more] = digits.includes(' ') ? digits.split(/ +/) : [digits.slice(0, digits.length / 2), digits.slice(digits.length / 2)];
  if (letter === '' || more !== undefined || east.length !== north.length || east.length < 2 || east.length > 5) return undefined;
  const square = letters.indexOf(letter.toUpperCase());
  const side = 10 ** (5 - east.length);
  const middle = side > 1 ? side / 2 : 0;
  const [lon, lat] = irishGridToDegrees.forward([(square % 5) * 100_000 + Number(east) * side + middle, (4 - Math.floor(square / 5)) * 100_000 + Number(north) * side + middle]);
  return point(lat!, lon!);
}
