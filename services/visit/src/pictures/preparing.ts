/** Makes a picture anew from whatever came: upright, in the sizes that pages need, without a word of where and with what it was taken. */

import { invalid } from '@drystone/problems';
import type { SharpOptions } from 'sharp';

/** Pixels across; a page asks for the one that fits. */
export const pictureWidths = [480, 960, 1600] as const;
export type PictureWidth = (typeof pictureWidths)[number];

const leastWidth = 480;
const leastHeight = 270;
/** Fifty megapixels: more than any telephone takes, and 200 MB while it is unpacked. */
const mostPixels = 50_000_000;
const mostSeconds = 20;
const quality = 78;

export interface PreparedPicture {
  readonly width: number;
  readonly height: number;
  /** The smallest first; a picture is never blown up, so that there may be fewer than widths. */
  readonly files: readonly { readonly width: PictureWidth; readonly webp: Buffer }[];
}

/**
 * @param bytes JPEG, PNG, WebP or AVIF.
 * @throws Problem 400 where it cannot be read, or is too small or too large.
 */
export async function preparePicture(bytes: Uint8Array): Promise<PreparedPicture> {
  // Loaded when the first picture comes: most starts need none.
  const { default: sharp } = await import('sharp');
  const options: SharpOptions = { limitInputPixels: mostPixels, failOn: 'error' };
  // As it is looked at: a telephone that was held upright says so beside the pixels.
  const { width, height } = (await readable(() => sharp(bytes, options).metadata())).autoOrient;
  if (width * height > mostPixels) throw refuse(`has ${Math.round((width * height) / 1e6)} megapixels`, `make it smaller: ${mostPixels / 1e6} at most`);
  if (width < leastWidth || height < leastHeight) throw refuse(`is ${width} × ${height} pixels`, `choose one of ${leastWidth} × ${leastHeight} or more`);
  const files: PreparedPicture['files'][number][] = [];
  for (const across of pictureWidths) {
    const webp = await readable(() => sharp(bytes, options).autoOrient().resize({ width: across, withoutEnlargement: true }).webp({ quality }).timeout({ seconds: mostSeconds }).toBuffer());
    files.push({ width: across, webp });
    if (width <= across) break;
  }
  return { width, height, files };
}

async function readable<Result>(read: () => Promise<Result>): Promise<Result> {
  try {
    return await read();
  } catch (error) {
    if (/pixel limit/.test((error as Error).message)) throw refuse('has too many pixels', `make it smaller: ${mostPixels / 1e6} megapixels at most`);
    throw refuse('cannot be read as a picture', 'open it, save it anew as JPEG, and choose that');
  }
}

function refuse(message: string, mend: string): Error {
  return invalid([{ field: 'file', message, mend }]);
}
