import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** The password of every key. */
export const keyPassword = 'klas-test';

const config = `[req]
distinguished_name = dn
utf8 = yes
string_mask = utf8only
prompt = no
[dn]
[root]
basicConstraints = critical,CA:TRUE
keyUsage = critical,keyCertSign,cRLSign
subjectKeyIdentifier = hash
[person]
basicConstraints = critical,CA:FALSE
keyUsage = critical,nonRepudiation
subjectKeyIdentifier = hash
authorityKeyIdentifier = keyid
[server]
basicConstraints = critical,CA:FALSE
subjectAltName = IP:127.0.0.1
`;
const curve = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes'];
const lasts = ['-days', '8000'];

/** Runs OpenSSL in a folder; what it says is told where it fails. */
export function openssl(folder: string, ...options: string[]): string {
  return execFileSync('openssl', options, { cwd: folder, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
}

/** Makes an authority of nobody in a folder: `root.pem`, and `trust/` with it for whoever trusts it. */
export function makeAuthority(folder: string): void {
  writeFileSync(join(folder, 'keys.cnf'), config);
  const names = ['-subj', '/O=Вигаданий надавач/CN=Вигаданий корінь', '-keyout', 'root.key', '-out', 'root.pem'];
  openssl(folder, 'req', '-config', 'keys.cnf', '-x509', '-utf8', ...curve, '-extensions', 'root', ...lasts, ...names);
  mkdirSync(join(folder, 'trust'));
  openssl(folder, 'x509', '-in', 'root.pem', '-outform', 'DER', '-out', join('trust', 'root.cer'));
}

/** Makes a key that the authority of the folder vouches for: `NAME.key` and `NAME.pem`. */
function certify(folder: string, name: string, subject: string, kind: 'person' | 'server'): void {
  const [key, request, certificate] = [`${name}.key`, `${name}.csr`, `${name}.pem`];
  const whose = ['-subj', subject, '-keyout', key, '-out', request];
  openssl(folder, 'req', '-config', 'keys.cnf', '-new', '-utf8', ...curve, ...whose);
  const by = ['-CA', 'root.pem', '-CAkey', 'root.key', '-CAcreateserial', '-extfile', 'keys.cnf', '-extensions', kind];
  openssl(folder, 'x509', '-req', '-in', request, ...by, ...lasts, '-out', certificate);
}

/** Makes a key for a server of this machine: `NAME.key` and `NAME.pem`. */
export function makeServerKey(folder: string, name: string): void {
  certify(folder, name, `/O=Вигадане управління/CN=${name}`, 'server');
}

/** Makes a key for a person whom the authority of the folder vouches for: `NAME.key`, `NAME.pem`, `NAME.p12`. */
export function makeKey(folder: string, name: string, person: string, position: string): void {
  certify(folder, name, `/O=Демонстраційний заклад/title=${position}/CN=${person}`, 'person');
  const own = ['-in', `${name}.pem`, '-inkey', `${name}.key`, '-certfile', 'root.pem', '-name', name];
  openssl(folder, 'pkcs12', '-export', ...own, '-passout', `pass:${keyPassword}`, '-out', `${name}.p12`);
}
