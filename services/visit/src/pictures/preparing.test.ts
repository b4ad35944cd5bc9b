import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { madePicture } from '../../../../tests/support/pictures.ts';
import { preparePicture } from './preparing.ts';

const sizes = async (bytes: Uint8Array) => {
  const { width, height, files } = await preparePicture(bytes);
  const made = await Promise.all(files.map(async ({ width: across, webp }) => [across, (await sharp(webp).metadata()).width, (await sharp(webp).metadata()).format]));
  return { width, height, made };
};

describe('a picture', () => {
  it('is made anew in each width that it has pixels for, and never blown up', async () => {
    expect(await sizes(await madePicture({ width: 4000, height: 3000 }))).toEqual({ width: 4000, height: 3000, made: [[480, 480, 'webp'], [960, 960, 'webp'], [1600, 1600, 'webp']] });
    expect(await sizes(await madePicture({ width: 700, height: 400, format: 'png' }))).toEqual({ width: 700, height: 400, made: [[480, 480, 'webp'], [960, 700, 'webp']] });
    expect((await sizes(await madePicture({ width: 480, height: 270, format: 'avif' }))).made).toEqual([[480, 480, 'webp']]);
  });

  it('stands upright, and says nothing of where and with what it was taken', async () => {
    const bytes = await madePicture({ width: 800, height: 600, orientation: 6 });
    const before = await sharp(bytes).metadata();
    expect([before.orientation, before.exif?.includes('A telephone')]).toEqual([6, true]);
    const { width, height, files } = await preparePicture(bytes);
    expect([width, height]).toEqual([600, 800]);
    const after = await sharp(files[0]!.webp).metadata();
    expect([after.width, after.height, after.orientation, after.exif, after.xmp]).toEqual([480, 640, undefined, undefined, undefined]);
  });

  it.each<[string, () => Promise<Uint8Array>, RegExp]>([
    ['too narrow', () => madePicture({ width: 479, height: 400 }), /479 × 400 pixels/],
    ['too low', () => madePicture({ width: 800, height: 200 }), /800 × 200/],
    ['narrow when it stands upright', () => madePicture({ width: 800, height: 400, orientation: 6 }), /400 × 800/],
    ['of more pixels than can be unpacked', () => madePicture({ width: 10_000, height: 6_000, format: 'png' }), /megapixels|too many pixels/],
    ['cut off', async () => (await madePicture({ width: 2000, height: 1500, format: 'png' })).subarray(0, 900), /cannot be read/],
    ['only called one', async () => Buffer.concat([Buffer.from([0xff, 0xd8, 0xff, 0xe0]), Buffer.from('<svg onload="alert(1)">'.repeat(100))]), /cannot be read/],
  ])('that is %s is refused', async (_, made, why) => {
    await expect(preparePicture(await made())).rejects.toThrow(why);
  });
});
