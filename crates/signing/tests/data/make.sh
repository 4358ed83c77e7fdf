#!/bin/sh
# Makes the keys that the tests sign with, by OpenSSL 3: sh make.sh
# Everybody named is invented, and the keys are good for nothing else. The password is klas-test.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
cat > ca.cnf <<'C'
[ca]
default_ca = main
[main]
dir = .
new_certs_dir = .
database = index.txt
rand_serial = yes
crlnumber = crlnumber
default_md = sha256
policy = any
unique_subject = no
email_in_dn = no
string_mask = utf8only
[any]
organizationName = optional
title = optional
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
[person]
basicConstraints = critical,CA:FALSE
keyUsage = critical,nonRepudiation
subjectKeyIdentifier = hash
authorityKeyIdentifier = keyid
[stamps]
basicConstraints = critical,CA:FALSE
keyUsage = critical,digitalSignature
extendedKeyUsage = critical,timeStamping
subjectKeyIdentifier = hash
authorityKeyIdentifier = keyid
C
: > index.txt
# NAME SUBJECT EXTENSIONS KEY-OPTIONS…
certificate() {
    name=$1 subject=$2 extensions=$3
    shift 3
    openssl genpkey -quiet "$@" -out "$name.key"
    openssl req -config ca.cnf -new -utf8 -key "$name.key" -subj "$subject" -out "$name.csr"
    if [ "$name" = root ]; then by="-selfsign -keyfile root.key"; else by="-cert root.pem -keyfile root.key"; fi
    # shellcheck disable=SC2086
    openssl ca -config ca.cnf -batch -notext -utf8 -in "$name.csr" -out "$name.pem" -extensions "$extensions" \
        -startdate 20250101000000Z -enddate 20500101000000Z $by 2>/dev/null
}
p12() {
    openssl pkcs12 -export -in "$1.pem" -inkey "$1.key" -certfile root.pem -name "$1" -passout pass:klas-test \
        -out "$here/$1.p12"
}
certificate root "/O=Вигаданий надавач/CN=Вигаданий корінь" root -algorithm EC -pkeyopt ec_paramgen_curve:P-256
certificate class-teacher "/O=Ліцей № 4/title=класний керівник/CN=КЛАСНА ОЛЕНА ПЕТРІВНА" person \
    -algorithm EC -pkeyopt ec_paramgen_curve:P-256
certificate head "/O=Ліцей № 4/title=директор/CN=Директорка Олена Петрівна" person \
    -algorithm RSA -pkeyopt rsa_keygen_bits:2048
certificate stranger "/CN=Чужа Олена Петрівна" person -algorithm EC -pkeyopt ec_paramgen_curve:P-384
certificate stamps "/CN=Вигадана служба позначок часу" stamps -algorithm EC -pkeyopt ec_paramgen_curve:P-256
certificate edwards "/CN=Інша Олена Петрівна" person -algorithm ED25519
# One whose time is over, by nobody's word but its own.
openssl genpkey -quiet -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out ended.key
openssl req -config ca.cnf -new -utf8 -key ended.key -subj "/CN=Колишня Олена Петрівна" -out ended.csr
openssl ca -config ca.cnf -batch -notext -utf8 -in ended.csr -out ended.pem -extensions person \
    -startdate 20200101000000Z -enddate 20210101000000Z -selfsign -keyfile ended.key 2>/dev/null
for name in class-teacher head stranger edwards ended; do p12 "$name"; done
openssl pkcs12 -export -legacy -in stranger.pem -inkey stranger.key -name old -passout pass:klas-test -out "$here/old-way.p12"
openssl x509 -in root.pem -outform DER -out "$here/root.cer"
cp stamps.pem "$here/stamps.pem"
openssl pkcs8 -topk8 -nocrypt -in stamps.key -out "$here/stamps.key"
# Another root. The one who has its certificate is revoked; where OpenSSL revokes, the day is today's.
mkdir other
cp ca.cnf other
cd other
: > index.txt
echo 01 > crlnumber
certificate root "/O=Інший вигаданий надавач/CN=Інший вигаданий корінь" root -algorithm EC -pkeyopt ec_paramgen_curve:P-256
certificate revoked "/O=Ліцей № 4/title=класний керівник/CN=Класна Олена Петрівна" person \
    -algorithm EC -pkeyopt ec_paramgen_curve:P-256
p12 revoked
serial=$(openssl x509 -in revoked.pem -noout -serial | cut -d= -f2)
printf 'R\t500101000000Z\t261101000000Z\t%s\tunknown\t/CN=revoked\n' "$serial" > index.txt
openssl ca -config ca.cnf -gencrl -crldays 8000 -cert root.pem -keyfile root.key -out crl.pem 2>/dev/null
openssl crl -in crl.pem -outform DER -out "$here/revoked.crl"
openssl x509 -in root.pem -outform DER -out "$here/other-root.cer"
