import { connect, createServer, type AddressInfo, type Socket } from 'node:net';

/** Stands between a browser and a site of this machine, and keeps every byte that the browser sends. */
export interface Witness {
  /** Where the browser finds the site now. */
  url: string;
  /** Whether the bytes were sent in one piece. */
  saw(bytes: Buffer | string): boolean;
  stop(): Promise<void>;
}

export async function witness(site: string): Promise<Witness> {
  const { hostname, port } = new URL(site);
  const parts: Buffer[] = [];
  const sockets = new Set<Socket>();
  const server = createServer((browser) => {
    const own = connect(Number(port), hostname);
    const leave = () => [browser, own].forEach((socket) => socket.destroy());
    for (const socket of [browser, own]) {
      sockets.add(socket);
      socket.on('error', leave).on('close', () => sockets.delete(socket));
    }
    browser.on('data', (part: Buffer) => parts.push(part));
    browser.pipe(own).pipe(browser);
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const stop = () => {
    sockets.forEach((socket) => socket.destroy());
    return new Promise<void>((closed) => server.close(() => closed()));
  };
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return { url, saw: (bytes) => Buffer.concat(parts).includes(bytes), stop };
}
