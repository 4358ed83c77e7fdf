# Sourced: keys of nobody, as end2end/support/keys.ts makes them.

# make_keys FOLDER NAME…: NAME.p12 of each, with the password in the file `password`, and `trust/` with the root that vouches
# for them.
make_keys() {
    local folder=$1 name cnf=$PWD/scripts/bench/keys.cnf curve=(-newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes)
    mkdir -p "$folder/trust"
    echo klas-bench >"$folder/password"
    openssl req -config "$cnf" -x509 "${curve[@]}" -extensions root -days 8000 -subj '/O=Nobody/CN=Root of nobody' \
        -keyout "$folder/root.key" -out "$folder/root.pem"
    openssl x509 -in "$folder/root.pem" -outform DER -out "$folder/trust/root.cer"
    for name in "${@:2}"; do
        openssl req -config "$cnf" -new "${curve[@]}" -subj "/O=Nobody/CN=$name" -keyout "$folder/$name.key" -out "$folder/$name.csr"
        openssl x509 -req -in "$folder/$name.csr" -CA "$folder/root.pem" -CAkey "$folder/root.key" -CAcreateserial \
            -extfile "$cnf" -extensions person -days 8000 -out "$folder/$name.pem"
        openssl pkcs12 -export -in "$folder/$name.pem" -inkey "$folder/$name.key" -certfile "$folder/root.pem" -name "$name" \
            -passout file:"$folder/password" -out "$folder/$name.p12"
    done
}
