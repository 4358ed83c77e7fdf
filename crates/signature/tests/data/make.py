#!/usr/bin/env python3
"""Makes the signatures that the tests check, with OpenSSL: an independent signer.

    python3 make.py        writes beside itself; the keys are thrown away

Everybody named is invented. What OpenSSL cannot put into a signature – a time stamp, an answer of OCSP – is put
there by the few functions that write DER below.
"""
import base64, hashlib, os, shutil, subprocess, tempfile, zipfile

HERE = os.path.dirname(os.path.abspath(__file__))
work = tempfile.mkdtemp()
os.chdir(work)


def openssl(*arguments, data=None):
    done = subprocess.run(["openssl", *arguments], input=data, capture_output=True)
    if done.returncode:
        raise SystemExit(f"openssl {' '.join(arguments)}\n{done.stderr.decode()}")
    return done.stdout


def write(name, data):
    with open(name, "wb") as file:
        file.write(data if isinstance(data, bytes) else data.encode())


def read(name):
    with open(name, "rb") as file:
        return file.read()


# --- certificates

write("ca.cnf", """
[ca]
default_ca = main
[main]
dir = .
new_certs_dir = .
database = index.txt
rand_serial = yes
crlnumber = crlnumber
default_md = sha256
default_days = 3650
default_crl_days = 3650
policy = any
unique_subject = no
email_in_dn = no
string_mask = utf8only
copy_extensions = none
[any]
countryName = optional
organizationName = optional
organizationalUnitName = optional
title = optional
surname = optional
givenName = optional
serialNumber = optional
organizationIdentifier = optional
commonName = supplied
[req]
distinguished_name = dn
utf8 = yes
string_mask = utf8only
prompt = no
[dn]
[root]
basicConstraints = critical,CA:TRUE
keyUsage = critical,keyCertSign,cRLSign
subjectKeyIdentifier = hash
authorityKeyIdentifier = keyid
[authority]
basicConstraints = critical,CA:TRUE,pathlen:0
keyUsage = critical,keyCertSign,cRLSign
subjectKeyIdentifier = hash
authorityKeyIdentifier = keyid
[person]
basicConstraints = critical,CA:FALSE
keyUsage = critical,nonRepudiation
subjectKeyIdentifier = hash
authorityKeyIdentifier = keyid
[encryption]
basicConstraints = critical,CA:FALSE
keyUsage = critical,keyEncipherment
subjectKeyIdentifier = hash
authorityKeyIdentifier = keyid
[constrained]
basicConstraints = critical,CA:FALSE
keyUsage = critical,nonRepudiation
1.2.3.4.5 = critical,ASN1:NULL
subjectKeyIdentifier = hash
authorityKeyIdentifier = keyid
[stamps]
basicConstraints = critical,CA:FALSE
keyUsage = critical,digitalSignature
extendedKeyUsage = critical,timeStamping
subjectKeyIdentifier = hash
authorityKeyIdentifier = keyid
[answers]
basicConstraints = critical,CA:FALSE
keyUsage = critical,digitalSignature
extendedKeyUsage = critical,OCSPSigning
subjectKeyIdentifier = hash
authorityKeyIdentifier = keyid
[tsa]
default_tsa = tsa_main
[tsa_main]
dir = .
serial = tsaserial
signer_cert = tsa.crt
certs = ca.crt
signer_key = tsa.key
signer_digest = sha256
default_policy = 1.2.3.4.1
digests = sha256
accuracy = secs:1
ess_cert_id_chain = no
ess_cert_id_alg = sha256
""")
write("index.txt", "")
write("crlnumber", "01")
write("tsaserial", "01")

CURVES = {"p256": "prime256v1", "p384": "secp384r1", "k1": "secp256k1"}


def key(name, kind):
    if kind in CURVES:
        openssl("genpkey", "-algorithm", "EC", "-pkeyopt", f"ec_paramgen_curve:{CURVES[kind]}", "-out", f"{name}.key")
    else:
        openssl("genpkey", "-algorithm", "RSA", "-pkeyopt", f"rsa_keygen_bits:{kind}", "-out", f"{name}.key")


def certificate(name, subject, extensions, kind="p256", issuer="ca", since="20250101000000Z", until="20500101000000Z"):
    key(name, kind)
    openssl("req", "-new", "-utf8", "-key", f"{name}.key", "-subj", subject, "-config", "ca.cnf", "-out", f"{name}.csr")
    own = ["-selfsign", "-keyfile", f"{name}.key"] if issuer is None else ["-cert", f"{issuer}.crt", "-keyfile", f"{issuer}.key"]
    openssl("ca", "-batch", "-notext", "-utf8", "-config", "ca.cnf", "-in", f"{name}.csr", *own, "-extensions", extensions,
            "-startdate", since, "-enddate", until, "-out", f"{name}.crt")


def person(name, surname, given, title, code):
    return (f"/C=UA/O=Ліцей-зразок № 1/title={title}/SN={surname}/GN={given}/serialNumber=TINUA-{code}"
            f"/organizationIdentifier=NTRUA-00000000/CN={surname} {given}")


TEACHER = person("teacher", "Зразкова", "Зоряна Зразківна", "класний керівник", "0000000001")
HEAD = person("head", "Приклад", "Прохір Прикладович", "директор", "0000000002")

certificate("root", "/C=UA/O=Вигадана держава/CN=Вигаданий центральний орган", "root", kind="p384", issuer=None)
certificate("ca", "/C=UA/O=Вигаданий надавач/CN=Вигаданий надавач довірчих послуг", "authority", issuer="root")
certificate("teacher", TEACHER, "person")
certificate("head", HEAD, "person", kind="3072")
certificate("p384", TEACHER, "person", kind="p384")
certificate("k1", TEACHER, "person", kind="k1")
certificate("weak", TEACHER, "person", kind="1024")
certificate("expired", TEACHER, "person", since="20200101000000Z", until="20210101000000Z")
certificate("future", TEACHER, "person", since="20450101000000Z", until="20470101000000Z")
certificate("encryption", TEACHER, "encryption")
certificate("constrained", TEACHER, "constrained")
certificate("below", TEACHER, "person", issuer="teacher")
certificate("revoked", TEACHER, "person")
certificate("tsa", "/C=UA/CN=Вигадана служба часу", "stamps")
certificate("responder", "/C=UA/CN=Вигадана служба статусів", "answers")

# --- what is signed

XML = """<?xml version="1.0" encoding="UTF-8"?>
<ASiCManifest xmlns="http://uri.etsi.org/02918/v1.2.1#" xmlns:ds="http://www.w3.org/2000/09/xmldsig#">
  <SigReference URI="META-INF/{signature}" MimeType="application/pkcs7-signature"/>
{references}</ASiCManifest>
"""
REFERENCE = """  <DataObjectReference URI="{uri}">
    <ds:DigestMethod Algorithm="http://www.w3.org/2001/04/xmlenc#sha256"/>
    <ds:DigestValue>{value}</ds:DigestValue>
  </DataObjectReference>
"""


def manifest(signature, files):
    references = "".join(
        REFERENCE.format(uri="".join(f"%{byte:02X}" if byte > 126 or byte == 32 else chr(byte) for byte in name.encode()),
                         value=base64.b64encode(hashlib.sha256(data.encode()).digest()).decode())
        for name, data in files)
    return XML.format(signature=signature, references=references)


# The tests build containers of the same files.
def documents(name):
    return [(f"Журнал {name}.pdf", f"%PDF журнал {name}"), (f"Відвідування {name}.pdf", f"%PDF відвідування {name}"),
            ("дані.json", f'{{"class":"{name}"}}')]


write("8a-1.xml", manifest("signature001.p7s", documents("8-А")))
write("8a-2.xml", manifest("signature002.p7s", documents("8-А")))
write("8b-1.xml", manifest("signature001.p7s", documents("8-Б")))
write("content.txt", "Відомості 8-А класу\n")


def sign(output, signer, content, *more, certificates=("ca.crt",), digest="sha256", cades=True):
    chain = b"".join(read(name) for name in certificates)
    write("chain.pem", chain)
    openssl("cms", "-sign", "-binary", "-in", content, "-signer", f"{signer}.crt", "-inkey", f"{signer}.key",
            "-certfile", "chain.pem", "-md", digest, "-outform", "DER", "-out", output, *(["-cades"] if cades else []), *more)


sign("8a-1.p7s", "teacher", "8a-1.xml")
sign("8a-2.p7s", "head", "8a-2.xml")
sign("8b-1.p7s", "teacher", "8b-1.xml")
sign("enveloping.p7m", "teacher", "content.txt", "-nodetach")
sign("streamed.p7m", "teacher", "content.txt", "-nodetach", "-stream")
sign("rsa.p7s", "head", "content.txt")
sign("rsa-sha512.p7s", "head", "content.txt", digest="sha512")
sign("pss.p7s", "head", "content.txt", "-keyopt", "rsa_padding_mode:pss", "-keyopt", "rsa_pss_saltlen:32")
sign("p384.p7s", "p384", "content.txt", digest="sha384")
sign("plain.p7s", "teacher", "content.txt", cades=False)
sign("by-key.p7s", "teacher", "content.txt", "-keyid")
sign("no-attributes.p7s", "teacher", "content.txt", "-noattr", cades=False)
sign("sha1.p7s", "head", "content.txt", digest="sha1")
sign("unknown-curve.p7s", "k1", "content.txt")
sign("weak.p7s", "weak", "content.txt")
sign("expired.p7s", "expired", "content.txt")
sign("expired-no-time.p7s", "expired", "content.txt", "-noattr", cades=False)
sign("future.p7s", "future", "content.txt")
sign("encryption.p7s", "encryption", "content.txt")
sign("constrained.p7s", "constrained", "content.txt")
sign("below.p7s", "below", "content.txt", certificates=("ca.crt", "teacher.crt"))
sign("no-authority.p7s", "teacher", "content.txt", certificates=("root.crt",))
sign("no-certificate.p7s", "teacher", "content.txt", "-nocerts")
sign("revoked.p7s", "revoked", "content.txt")
openssl("cms", "-sign", "-binary", "-in", "content.txt", "-signer", "teacher.crt", "-inkey", "teacher.key",
        "-signer", "head.crt", "-inkey", "head.key", "-certfile", "ca.crt", "-md", "sha256", "-cades",
        "-outform", "DER", "-out", "two.p7s")

# --- DER


def element(data, at=0):
    """(start of the value, end) of the element at `at`."""
    length, start = data[at + 1], at + 2
    if length & 0x80:
        start += length & 0x7F
        length = int.from_bytes(data[at + 2:start], "big")
    return start, start + length


def children(data, at):
    start, end = element(data, at)
    while start < end:
        yield start
        start = element(data, start)[1]


def wrap(tag, value):
    size = len(value)
    if size < 0x80:
        return bytes([tag, size]) + value
    length = size.to_bytes((size.bit_length() + 7) // 8, "big")
    return bytes([tag, 0x80 | len(length)]) + length + value


def signer_path(data):
    """The elements from the whole down to the first SignerInfo."""
    content = list(children(data, 0))[1]
    signed = next(children(data, content))
    signers = list(children(data, signed))[-1]
    return [0, content, signed, signers, next(children(data, signers))]


def signature_of(data):
    info = signer_path(data)[-1]
    at = next(at for at in children(data, info) if data[at] == 0x04)
    start, end = element(data, at)
    return data[start:end]


def with_unsigned(data, *attributes):
    """Adds unsigned attributes to the first signature; it is the last element of each level."""
    path, added = signer_path(data), wrap(0xA1, b"".join(sorted(attributes)))
    start, end = element(data, path[-1])
    data, grown = data[:end] + added + data[end:], len(added)
    for at in reversed(path):
        start, end = element(data, at)
        changed = wrap(data[at], data[start:end + grown])
        data, grown = data[:at] + changed + data[end + grown:], len(changed) - (end - at)
    return data


def attribute(oid, value):
    return wrap(0x30, oid + wrap(0x31, value))


def oid(dotted):
    return openssl("asn1parse", "-genstr", f"OID:{dotted}", "-noout", "-out", "/dev/stdout")


def stamp(data):
    write("imprint", data)
    openssl("ts", "-query", "-data", "imprint", "-sha256", "-cert", "-out", "query.tsq")
    openssl("ts", "-reply", "-queryfile", "query.tsq", "-config", "ca.cnf", "-section", "tsa_main", "-out", "reply.tsr")
    reply = read("reply.tsr")
    token = list(children(reply, 0))[1]
    return reply[token:element(reply, token)[1]]


STAMP, VALUES = oid("1.2.840.113549.1.9.16.2.14"), oid("1.2.840.113549.1.9.16.2.24")

plain = read("rsa.p7s")
write("stamped.p7s", with_unsigned(plain, attribute(STAMP, stamp(signature_of(plain)))))
write("stamped-other.p7s", with_unsigned(plain, attribute(STAMP, stamp(b"another signature"))))
late = read("expired.p7s")
write("stamped-expired.p7s", with_unsigned(late, attribute(STAMP, stamp(signature_of(late)))))

# --- revocation


def answer(name):
    serial = openssl("x509", "-in", f"{name}.crt", "-noout", "-serial").decode().strip().split("=")[1]
    openssl("ocsp", "-index", "index.txt", "-rsigner", "responder.crt", "-rkey", "responder.key", "-CA", "ca.crt",
            "-issuer", "ca.crt", "-serial", f"0x{serial}", "-respout", "answer.der", "-ndays", "3650")
    response = read("answer.der")
    body = list(children(response, 0))[1]
    inner = next(children(response, body))
    octets = list(children(response, inner))[1]
    start, end = element(response, octets)
    return response[start:end]


def revocation_values(answer):
    return attribute(VALUES, wrap(0x30, wrap(0xA1, wrap(0x30, answer))))


write("answered.p7s", with_unsigned(plain, revocation_values(answer("head"))))
openssl("ca", "-config", "ca.cnf", "-cert", "ca.crt", "-keyfile", "ca.key", "-revoke", "revoked.crt")
index = read("index.txt").decode().splitlines()
# The day of the revocation: before the signatures, or long after them.
for suffix, moment in (("", "260101000000Z"), ("-later", "270601000000Z")):
    lines = [line.split("\t") for line in index]
    for line in lines:
        if line[0] == "R":
            line[2] = moment
    write("index.txt", "".join("\t".join(line) + "\n" for line in lines))
    openssl("ca", "-config", "ca.cnf", "-cert", "ca.crt", "-keyfile", "ca.key", "-gencrl", "-out", "crl.pem")
    openssl("crl", "-in", "crl.pem", "-outform", "DER", "-out", f"revoked{suffix}.crl")
    if not suffix:
        write("answered-revoked.p7s", with_unsigned(read("revoked.p7s"), revocation_values(answer("revoked"))))

for name in ("root", "ca", "teacher"):
    openssl("x509", "-in", f"{name}.crt", "-outform", "DER", "-out", f"{name}.cer")
shutil.copy("root.crt", "root.pem")
write("bundle.pem", read("root.crt") + read("ca.crt"))
openssl("crl2pkcs7", "-nocrl", "-certfile", "bundle.pem", "-outform", "DER", "-out", "bundle.p7b")

# --- the class's container

with zipfile.ZipFile("8a.asice", "w", zipfile.ZIP_DEFLATED) as container:
    container.writestr("mimetype", "application/vnd.etsi.asic-e+zip", zipfile.ZIP_STORED)
    for name, data in documents("8-А"):
        container.writestr(name, data)
    for number in ("1", "2"):
        container.write(f"8a-{number}.xml", f"META-INF/ASiCManifest00{number}.xml")
        container.write(f"8a-{number}.p7s", f"META-INF/signature00{number}.p7s")

kept = [name for name in os.listdir(".")
        if name.endswith((".p7s", ".p7m", ".p7b", ".xml", ".cer", ".crl", ".asice")) or name in ("root.pem", "bundle.pem", "content.txt")]
for name in kept:
    shutil.copy(name, os.path.join(HERE, name))
shutil.rmtree(work)
print(f"{len(kept)} files")
