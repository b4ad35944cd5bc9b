/** Pictures that tests make: fields of colour, as large and as wrong as a test needs them. */

import sharp from 'sharp';

export interface MadePicture {
  readonly width?: number;
  readonly height?: number;
  readonly colour?: string;
  readonly format?: 'jpeg' | 'png' | 'webp' | 'avif' | 'gif' | 'tiff';
  /** As a telephone writes it: 6 says that it was held upright. */
  readonly orientation?: number;
}

export async function madePicture({ width = 640, height = 400, colour = '#2f6b4f', format = 'jpeg', orientation }: MadePicture = {}): Promise<Buffer> {
  const picture = sharp({ create: { width, height, channels: 3, background: colour } });
  const withWords = orientation === undefined ? picture : picture.withExif({ IFD0: { Make: 'A telephone' }, IFD3: { GPSLatitudeRef: 'N', GPSLatitude: '55/1 6/1 56/1' } }).withMetadata({ orientation });
  return withWords.toFormat(format).toBuffer();
}
