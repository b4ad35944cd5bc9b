/** A point as people have it at hand: two numbers, a link of a map, or a reference of the Irish Grid. */

interface Point {
  readonly lat: number;
  readonly lon: number;
}

const degrees = String.raw`(-?\d{1,3}(?:\.\d+)?)`;
const pair = String.raw`${degrees}(?:,|%2C|\s)\s*${degrees}`;

/** As links hold it, the more exact first: where the pin is, then what was asked for, then what the map shows. */
const links = [
  new RegExp(String.raw`!3d${degrees}!4d${degrees}`),
  new RegExp(String.raw`[?&]mlat=${degrees}&(?:amp;)?mlon=${degrees}`),
  new RegExp(String.raw`[?&](?:q|query|ll|destination|daddr|cp|sll)=(?:loc:)?${pair}`),
  new RegExp(String.raw`^geo:${pair}`),
  new RegExp(String.raw`#map=\d+(?:\.\d+)?/${degrees}/${degrees}`),
  new RegExp(String.raw`@${pair}`),
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
const radians = Math.PI / 180;

/**
 * "J 358 277": a letter and as many digits east as north, the middle of the square that they name. Transverse Mercator
 * of Ireland 1965 (Ordnance Survey, "A guide to coordinate systems in Great Britain", annex C), moved to WGS 84 with the
 * seven parameters that PROJ has for EPSG 29903; good to a few metres.
 */
function irishGrid(text: string): Point | undefined {
  const [, letter = '', digits = ''] = /^(?:IG\s*)?([A-HJ-Z])\s*(\d[\d ]{2,12}\d)$/i.exec(text) ?? [];
  const [east = '', north = '', more] = digits.includes(' ') ? digits.split(/ +/) : [digits.slice(0, digits.length / 2), digits.slice(digits.length / 2)];
  if (letter === '' || more !== undefined || east.length !== north.length || east.length < 2 || east.length > 5) return undefined;
  const square = letters.indexOf(letter.toUpperCase());
  const side = 10 ** (5 - east.length);
  const middle = side > 1 ? side / 2 : 0;
  return fromIrishGrid((square % 5) * 100_000 + Number(east) * side + middle, (4 - Math.floor(square / 5)) * 100_000 + Number(north) * side + middle);
}

function fromIrishGrid(easting: number, northing: number): Point | undefined {
  // Airy Modified, and the grid's own scale and origin.
  const [a, b, scale] = [6_377_340.189, 6_356_034.447, 1.000035];
  const [lat0, lon0, east0, north0] = [53.5 * radians, -8 * radians, 200_000, 250_000];
  const eccentricity = (a ** 2 - b ** 2) / a ** 2;
  const n = (a - b) / (a + b);
  const meridian = (lat: number): number => {
    const [less, sum] = [lat - lat0, lat + lat0];
    return b * scale * ((1 + n + 1.25 * n ** 2 + 1.25 * n ** 3) * less - (3 * n + 3 * n ** 2 + 2.625 * n ** 3) * Math.sin(less) * Math.cos(sum) + (1.875 * n ** 2 + 1.875 * n ** 3) * Math.sin(2 * less) * Math.cos(2 * sum) - (35 / 24) * n ** 3 * Math.sin(3 * less) * Math.cos(3 * sum));
  };
  let foot = lat0;
  for (let round = 0; round < 8; round++) foot += (northing - north0 - meridian(foot)) / (a * scale);
  const curved = 1 - eccentricity * Math.sin(foot) ** 2;
  const nu = (a * scale) / Math.sqrt(curved);
  const rho = (a * scale * (1 - eccentricity)) / curved ** 1.5;
  const eta = nu / rho - 1;
  const [t, sec, d] = [Math.tan(foot), 1 / Math.cos(foot), easting - east0];
  const lat = foot - (t / (2 * rho * nu)) * d ** 2 + (t / (24 * rho * nu ** 3)) * (5 + 3 * t ** 2 + eta - 9 * t ** 2 * eta) * d ** 4;
  const lon = lon0 + (sec / nu) * d - (sec / (6 * nu ** 3)) * (nu / rho + 2 * t ** 2) * d ** 3 + (sec / (120 * nu ** 5)) * (5 + 28 * t ** 2 + 24 * t ** 4) * d ** 5;

  // To the centre of the earth, moved and turned (position vectors), and out again on WGS 84.
  const v = a / Math.sqrt(1 - eccentricity * Math.sin(lat) ** 2);
  const [x, y, z] = [v * Math.cos(lat) * Math.cos(lon), v * Math.cos(lat) * Math.sin(lon), v * (1 - eccentricity) * Math.sin(lat)];
  const [rx, ry, rz] = [-1.042, -0.214, -0.631].map((seconds) => (seconds / 3600) * radians) as [number, number, number];
  const grown = 1 + 8.15e-6;
  const [px, py, pz] = [482.5 + grown * (x - rz * y + ry * z), -130.6 + grown * (rz * x + y - rx * z), 564.6 + grown * (-ry * x + rx * y + z)];
  const [wa, we] = [6_378_137, 0.00669437999014];
  const out = Math.hypot(px, py);
  let angle = Math.atan2(pz, out * (1 - we));
  for (let round = 0; round < 8; round++) angle = Math.atan2(pz + (we * wa * Math.sin(angle)) / Math.sqrt(1 - we * Math.sin(angle) ** 2), out);
  return point(angle / radians, Math.atan2(py, px) / radians);
}
