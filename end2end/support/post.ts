import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';

import PostalMime, { type Email } from 'postal-mime';
import { SMTPServer } from 'smtp-server';

/** A mail server of this machine that takes what is sent to anybody. */
export interface PostOffice {
  /** What `klas serve` is told to send letters by it. */
  settings: Record<string, string>;
  taken: Email[];
  stop(): Promise<void>;
}

export async function postOffice(): Promise<PostOffice> {
  const taken: Email[] = [];
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    onData(stream, _session, done) {
      buffer(stream).then(PostalMime.parse).then((letter) => taken.push(letter)).then(() => done(), done);
    },
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const { port } = server.server.address() as AddressInfo;
  const stop = () => new Promise<void>((closed) => server.close(closed));
  const settings = { KLAS_SMTP_URL: `smtp://127.0.0.1:${port}`, KLAS_MAIL_FROM: 'Ліцей <klas@school.example>' };
  return { settings, taken, stop };
}
