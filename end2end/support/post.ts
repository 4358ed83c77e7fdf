import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';

import PostalMime, { type Email } from 'postal-mime';
import { SMTPServer } from 'smtp-server';

/** Who may send; as most servers want it, the name is an address, and the password has signs that an address escapes. */
const sender = { name: 'klas@school.example', password: 'кален@дар:2026/27' };

/** A mail server of this machine that takes what its one user sends to anybody. */
export interface PostOffice {
  /** What `klas serve` is told to send letters by it. */
  settings: Record<string, string>;
  taken: Email[];
  stop(): Promise<void>;
}

export async function postOffice(): Promise<PostOffice> {
  const taken: Email[] = [];
  const server = new SMTPServer({
    // Nothing leaves this machine.
    allowInsecureAuth: true,
    disabledCommands: ['STARTTLS'],
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
  const settings = { KLAS_SMTP_URL: `smtp://${name}:${key}@127.0.0.1:${port}`, KLAS_MAIL_FROM: `Ліцей <${sender.name}>` };
  return { settings, taken, stop };
}
