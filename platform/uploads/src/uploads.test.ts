import { describe, expect, it } from 'vitest';
import { checkFile, cleanName, documentFiles, pictureFiles, scannerOf } from './uploads.ts';

const pdf = Buffer.from('%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n');
const check = (bytes: Uint8Array, name = 'a.pdf', scanner?: string) => checkFile({ name, bytes }, documentFiles, scannerOf(scanner));

describe('a file', () => {
  it('is what its bytes are, whatever its name', async () => {
    expect(await check(pdf, '../../etc/passwd.exe')).toEqual({ name: 'passwd.pdf', type: 'application/pdf' });
    expect(await check(Buffer.from('Go at low tide.'), 'tide.html')).toEqual({ name: 'tide.txt', type: 'text/plain' });
    await expect(check(Buffer.from('MZ\u0090\u0000\u0003', 'latin1'), 'bid.pdf')).rejects.toThrow(/kind that cannot be handed in/);
    await expect(check(Buffer.from('GIF89a\u0001\u0000\u0001\u0000', 'latin1'))).rejects.toThrow(/kind/);
    await expect(check(Buffer.from('{"policy": "none"}'), 'policy.txt')).rejects.toThrow(/kind/);
    expect(await check(Buffer.from('[Draft] Our policy'), 'policy.txt')).toMatchObject({ type: 'text/plain' });
    await expect(checkFile({ name: 'a.png', bytes: pdf }, pictureFiles, undefined)).rejects.toThrow(/kind/);
    await expect(check(Buffer.alloc(0))).rejects.toThrow(/empty/);
    await expect(check(Buffer.concat([pdf, Buffer.alloc(10 * 1024 * 1024)]))).rejects.toThrow(/larger than 10 MB/);
  });

  it.each([
    ['C:\\fakepath\\Method statement.PDF', 'Method statement.pdf'],
    ['<script>alert(1)</script>.pdf', 'script.pdf'],
    ['..', 'document.pdf'],
    ['a\u0000b\u202Efdp.exe', 'a b fdp.pdf'],
    ['Cóir na ndaoine.pdf', 'Cóir na ndaoine.pdf'],
    ['x'.repeat(300), `${'x'.repeat(100)}.pdf`],
  ])('called %j is kept as %s', (given, kept) => expect(cleanName(given, 'pdf')).toBe(kept));

  it('is shown to the scanner where there is one, and refused where that does not work', async () => {
    expect(scannerOf(undefined)).toBeUndefined();
    expect(await check(pdf, 'a.pdf', '/usr/bin/env true')).toMatchObject({ name: 'a.pdf' });
    await expect(check(pdf, 'a.pdf', '/usr/bin/env false')).rejects.toThrow(/malware/);
    await expect(check(pdf, 'a.pdf', '/no/such/scanner')).rejects.toThrow(/does not work/);
    expect(await check(pdf, 'a.pdf', 'grep -qv EICAR')).toMatchObject({ name: 'a.pdf' });
  });
});
