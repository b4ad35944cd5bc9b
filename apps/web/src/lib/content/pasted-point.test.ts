import { describe, expect, it } from 'vitest';
import { fieldsOf } from './posted-content.server.ts';
import { pastedPoint } from './pasted-point.ts';

describe('a pasted point', () => {
  it.each([
    '54.6, -5.9',
    ' 54.6,-5.9 ',
    '(54.6°, −5.9°)',
    'geo:54.6,-5.9?z=17',
    'https://www.openstreetmap.org/#map=17/54.6/-5.9',
    'https://www.openstreetmap.org/?mlat=54.6&mlon=-5.9#map=17/54.7/-5.8',
    'https://www.google.com/maps/@54.6,-5.9,17z',
    'https://www.google.com/maps/place/City+Hall/@54.7,-5.8,17z/data=!3m1!4b1!4m5!3m4!1s0x0!8m2!3d54.6!4d-5.9',
    'https://maps.apple.com/?ll=54.6,-5.9&q=54.6,-5.9',
    'https://www.google.com/maps/search/?api=1&query=54.6%2C-5.9',
  ])('is read from %s', (text) => {
    expect(pastedPoint(text)).toEqual({ lat: 54.6, lon: -5.9 });
  });

  it.each(['J 358 277', 'J358277', 'j 3580 2770', 'IG J 35800 27700'])('is read from the Irish Grid: %s', (text) => {
    const { lat, lon } = pastedPoint(text)!;
    // A reference of three digits names a square of 100 m.
    expect(Math.hypot((lat - 54.180334) * 111_320, (lon + 5.920788) * 65_100)).toBeLessThan(/\d{5} /.test(text) ? 1 : 75);
  });

  it.each(['', 'the old pier', '54.6', '95, -5.9', '54.6, -190', 'I 358 277', 'J 35 277', 'J 3', 'https://maps.app.goo.gl/abc', 'x'.repeat(100_000), '1,2,3'])('is not read from %s', (text) => {
    expect(pastedPoint(text)).toBeUndefined();
  });

  const form = (typed: Record<string, string>): FormData => {
    const data = new FormData();
    for (const [name, value] of Object.entries(typed)) data.set(name, value);
    return data;
  };

  it('fills in the two numbers, also from the box of the first, and stays where it cannot be read', () => {
    expect(fieldsOf(form({ 'position-pasted': 'https://www.openstreetmap.org/#map=17/54.6/-5.9', 'position-lat': '1', 'position-lon': '2' }))).toMatchObject({ 'position-lat': '54.6', 'position-lon': '-5.9', 'position-pasted': '' });
    expect(fieldsOf(form({ 'position-lat': '54.6, -5.9', 'position-lon': '' }))).toMatchObject({ 'position-lat': '54.6', 'position-lon': '-5.9' });
    expect(fieldsOf(form({ 'position-pasted': 'the old pier', 'position-lat': '', 'position-lon': '' }))).toMatchObject({ 'position-lat': '', 'position-pasted': 'the old pier' });
  });
});
