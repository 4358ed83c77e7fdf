import { readFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';

import PostalMime, { type Email } from 'postal-mime';
import { SMTPServer } from 'smtp-server';

import { makeServerKey } from './keys.ts';

/** Who may send; as most servers want it, the name is an address, and the password has signs that an address escapes. */
const sender = { name: 'klas@school.example', password: 'кален@дар:2026/27' };

/** A mail server of this machine that takes what its one user sends to anybody. */
export interface PostOffice {
  /** What `klas serve` is told to send letters by it. */
  settings: Record<string, string>;
  taken: Email[];
  stop(): Promise<void>;
}

/** How an address of a mail server says when what is sent to it is encrypted: from the first byte on, or after STARTTLS. */
const addresses = { smtps: (at: string) => `smtps://${at}`, starttls: (at: string) => `smtp://${at}?tls=required` };

/** A mail server with a certificate of the authority of the folder; in the clear it takes neither passwords nor letters. */
export async function postOffice(folder: string, encrypted: keyof typeof addresses): Promise<PostOffice> {
  const taken: Email[] = [];
  makeServerKey(folder, 'post');
  const file = (name: string) => join(folder, name);
  const server = new SMTPServer({
    secure: encrypted === 'smtps',
    key: readFileSync(file('post.key')),
    cert: readFileSync(file('post.pem')),
    // Whoever sent letters is gone when the server is stopped.
    closeTimeout: 1000,
    onAuth({ username, password }, _session, done) {
      if (username === sender.name && password === sender.password) done(null, { user: username });
      else done(new Error('nobody of that name and password'));
    },
    onData(stream, _session, done) {
      buffer(stream).then(PostalMime.parse).then((letter) => taken.push(letter)).then(() => done(), done);
    },
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const { port } = server.server.address() as AddressInfo;
  const stop = () => new Promise<void>((closed) => server.close(closed));
  const [name, key] = [sender.name, sender.password].map(encodeURIComponent);
  const settings = {
    KLAS_SMTP_URL: addresses[encrypted](`${name}:${key}@127.0.0.1:${port}`),
    KLAS_SMTP_TRUST: file('root.pem'),
    KLAS_MAIL_FROM: `Ліцей <${sender.name}>`,
  };
  return { settings, taken, stop };
}
