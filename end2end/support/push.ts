import { createDecipheriv, createECDH, createHmac, randomBytes } from 'node:crypto';
import { createServer as createSite, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A browser's subscription, and a push service of this machine that takes what is for it. */
export interface PushService {
  endpoint: string;
  p256dh: string;
  auth: string;
  /** What was taken, opened with the browser's key. */
  taken: { headers: IncomingHttpHeaders; said: Record<string, string> }[];
  /** Whether it answers that it knows the browser no more. */
  gone: boolean;
  stop(): Promise<void>;
}

export async function pushService(): Promise<PushService> {
  const key = createECDH('prime256v1');
  key.generateKeys();
  const auth = randomBytes(16);
  const service: PushService = {
    endpoint: '',
    p256dh: key.getPublicKey('base64url'),
    auth: auth.toString('base64url'),
    taken: [],
    gone: false,
    stop: () => new Promise<void>((closed) => site.close(() => closed())),
  };
  const site = createSite((request, answer) => {
    const parts: Buffer[] = [];
    request.on('data', (part: Buffer) => parts.push(part));
    request.on('end', () => {
      const said = JSON.parse(open(Buffer.concat(parts), key, auth)) as Record<string, string>;
      service.taken.push({ headers: request.headers, said });
      answer.writeHead(service.gone ? 410 : 201).end();
    });
  });
  await new Promise<void>((listening) => site.listen(0, '127.0.0.1', listening));
  const { port } = site.address() as AddressInfo;
  service.endpoint = `http://127.0.0.1:${port}/push/1`;
  return service;
}

function hmac(key: Buffer, ...parts: (Buffer | string)[]): Buffer {
  return parts.reduce((hash, part) => hash.update(part), createHmac('sha256', key)).digest();
}

/** RFC 8291 and RFC 8188: one record, sealed for the browser's key. */
function open(sealed: Buffer, key: ReturnType<typeof createECDH>, auth: Buffer): string {
  const salt = sealed.subarray(0, 16);
  const length = sealed.readUInt8(20);
  const sender = sealed.subarray(21, 21 + length);
  const record = sealed.subarray(21 + length);
  const shared = hmac(auth, key.computeSecret(sender));
  const secret = hmac(shared, 'WebPush: info\0', key.getPublicKey(), sender, Buffer.from([1]));
  const own = hmac(salt, secret);
  const contentKey = hmac(own, 'Content-Encoding: aes128gcm\0', Buffer.from([1])).subarray(0, 16);
  const nonce = hmac(own, 'Content-Encoding: nonce\0', Buffer.from([1])).subarray(0, 12);
  const cipher = createDecipheriv('aes-128-gcm', contentKey, nonce);
  cipher.setAuthTag(record.subarray(-16));
  const padded = Buffer.concat([cipher.update(record.subarray(0, -16)), cipher.final()]);
  return padded.subarray(0, padded.lastIndexOf(2)).toString('utf8');
}
