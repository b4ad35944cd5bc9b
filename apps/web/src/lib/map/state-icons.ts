/** The three states as map icons of different shape: open a disc, closed a square, unknown a diamond. */

import type { Inks } from './style.ts';

const size = 44;

export function stateIcons(inks: Inks): Readonly<Record<'open' | 'closed' | 'unknown', ImageData>> {
  return {
    open: icon((pen) => {
      pen.arc(22, 22, 15, 0, 2 * Math.PI);
      paint(pen, inks.moss, inks.land, 4);
      pen.beginPath();
      pen.moveTo(15, 23);
      pen.lineTo(20, 28);
      pen.lineTo(29, 17);
      line(pen, inks.onMoss);
    }),
    closed: icon((pen) => {
      pen.rect(10, 10, 24, 24);
      paint(pen, inks.raised, inks.quiet, 4);
      pen.beginPath();
      pen.moveTo(16, 22);
      pen.lineTo(28, 22);
      line(pen, inks.quiet);
    }),
    unknown: icon((pen) => {
      pen.moveTo(22, 4);
      pen.lineTo(40, 22);
      pen.lineTo(22, 40);
      pen.lineTo(4, 22);
      pen.closePath();
      paint(pen, inks.gorse, '#1f2a2e', 3);
      pen.fillStyle = '#1f2a2e';
      pen.font = '700 20px sans-serif';
      pen.textAlign = 'center';
      pen.fillText('?', 22, 29);
    }),
  };
}

function icon(draw: (pen: CanvasRenderingContext2D) => void): ImageData {
  const canvas = document.createElement('canvas');
  canvas.width = canvas.height = size;
  const pen = canvas.getContext('2d');
  if (pen === null) return new ImageData(size, size);
  pen.beginPath();
  draw(pen);
  return pen.getImageData(0, 0, size, size);
}

function paint(pen: CanvasRenderingContext2D, fill: string, edge: string, width: number): void {
  pen.fillStyle = fill;
  pen.fill();
  pen.strokeStyle = edge;
  pen.lineWidth = width;
  pen.stroke();
}

function line(pen: CanvasRenderingContext2D, colour: string): void {
  pen.strokeStyle = colour;
  pen.lineWidth = 4;
  pen.lineCap = 'round';
  pen.lineJoin = 'round';
  pen.stroke();
}
