//! What `klas sign` signs, and what `klas verify` says of it.

use std::{
    fs,
    io::{Read, Write},
    net::TcpListener,
    path::Path,
    process::Command,
    thread,
};

use klas_documents::archive::{Container, File};
use klas_signature::unpack;
use klas_signing::Key;

use super::{Year, data, done, names, refused, text};

#[test]
fn a_year_is_archived_signed_and_verified() {
    let year = Year::start();
    assert!(done(&year.archive(&[])).contains("класів 2, з них записано тепер 2"));
    assert_eq!(names(&year.out), ["8-А 2026-2027.asice", "8-Б 2026-2027.asice"], "nothing half-made");
    let file = year.path("8-А 2026-2027.asice");
    let unsigned = fs::read(&file).unwrap();
    let verified = year.verify(&file);
    assert_eq!(verified.status.code(), Some(3), "nobody has signed it");
    assert!(text(&verified.stdout).contains("ніхто не підписав"), "{}", text(&verified.stdout));

    let told = done(&year.sign(&file, "class-teacher.p12", &[]));
    assert!(told.contains("підписано"), "{told}");
    done(&year.sign(&file, "head.p12", &[]));
    assert_eq!(names(&year.out).len(), 2, "{:?}", names(&year.out));
    let verified = done(&year.verify(&file));
    for words in [
        "ДІЙСНО",
        "КЛАСНА ОЛЕНА ПЕТРІВНА",
        "Директорка Олена Петрівна",
        "✓ journal.pdf",
        "✓ history.csv",
        "Геш архіву",
        "META-INF/signature002.p7s",
        "Підписів: 2",
    ] {
        assert!(verified.contains(words), "no {words}: {verified}");
    }
    // OpenSSL takes each signature of the list that it is of.
    let mut zip = zip::ZipArchive::new(fs::File::open(&file).unwrap()).unwrap();
    let folder = year.folder.path();
    for number in ["001", "002"] {
        for (name, out) in [
            (format!("META-INF/ASiCManifest{number}.xml"), "list"),
            (format!("META-INF/signature{number}.p7s"), "signature"),
        ] {
            let mut bytes = Vec::new();
            zip.by_name(&name).unwrap().read_to_end(&mut bytes).unwrap();
            fs::write(folder.join(out), bytes).unwrap();
        }
        let root =
            Command::new("openssl").args(["x509", "-inform", "DER", "-in"]).arg(data("root.cer")).output();
        fs::write(folder.join("root.pem"), root.unwrap().stdout).unwrap();
        let taken = Command::new("openssl")
            .args([
                "cms",
                "-verify",
                "-binary",
                "-cades",
                "-purpose",
                "any",
                "-inform",
                "DER",
                "-in",
                "signature",
            ])
            .args(["-content", "list", "-CAfile", "root.pem", "-out", "content"])
            .current_dir(folder)
            .output()
            .unwrap();
        assert!(taken.status.success(), "{}", text(&taken.stderr));
    }
    // An independent reader of the whole.
    let read = Command::new("unzip").args(["-tq", &file]).output().unwrap();
    assert!(read.status.success(), "{}{}", text(&read.stdout), text(&read.stderr));

    // The school does not know of the signatures yet; the file that has them is not lost to one that has none.
    let signed = fs::read(&file).unwrap();
    assert!(done(&year.archive(&["--anew"])).contains("записано тепер 0"));
    assert_eq!(fs::read(&file).unwrap(), signed);
    fs::remove_file(&file).unwrap();
    assert!(done(&year.archive(&[])).contains("записано тепер 1"), "the other one was there");
    assert_eq!(fs::read(&file).unwrap(), unsigned, "the same year gives the same bytes");
    assert!(done(&year.archive(&[])).contains("записано тепер 0"));
    assert!(done(&year.archive(&["--anew"])).contains("записано тепер 0"), "made anew it is the same");
}

#[test]
fn an_archive_whose_files_are_in_another_order_is_invalid() {
    let year = Year::start();
    done(&year.archive(&["--class", "8-А"]));
    let file = year.path("8-А 2026-2027.asice");
    done(&year.sign(&file, "class-teacher.p12", &[]));
    let files = unpack(&fs::read(&file).unwrap()).unwrap();
    let mut files: Vec<File> = files.into_iter().map(|own| File::new(own.name, own.bytes)).collect();
    files.swap(1, 2);
    let day = chrono::NaiveDate::from_ymd_opt(2027, 6, 30).unwrap();
    fs::write(&file, Container { day, files }.zip().unwrap()).unwrap();
    let verified = year.verify(&file);
    assert_eq!(verified.status.code(), Some(1));
    let told = text(&verified.stdout);
    assert!(
        told.contains("✗ файл «journal.json» стоїть не на своєму місці: порядок файлів не такий"),
        "{told}"
    );
    assert!(told.contains("Підпис 1 (META-INF/signature001.p7s): ДІЙСНО"), "{told}");
}

/// As the site takes no signature that leaves something out, so no verifier calls such an archive valid.
#[test]
fn an_archive_that_somebody_signed_in_part_is_invalid() {
    let year = Year::start();
    done(&year.archive(&["--class", "8-А"]));
    let file = year.path("8-А 2026-2027.asice");
    done(&year.sign(&file, "class-teacher.p12", &[]));
    let files = unpack(&fs::read(&file).unwrap()).unwrap();
    let mut files: Vec<File> = files.into_iter().map(|own| File::new(own.name, own.bytes)).collect();
    let day = chrono::NaiveDate::from_ymd_opt(2027, 6, 30).unwrap();
    let of_history = |own: &&File| own.name == "history.csv" || own.name.starts_with("META-INF/");
    let in_part = Container { day, files: files.iter().filter(of_history).cloned().collect() };
    let (list, place) = in_part.next_signature();
    let key = Key::open(&fs::read(data("head.p12")).unwrap(), "klas-test").unwrap();
    let signature = key.sign(&list.bytes, chrono::Utc::now()).unwrap().to_der().unwrap();
    files.extend([list, File::new(place, signature)]);
    fs::write(&file, Container { day, files }.zip().unwrap()).unwrap();
    let verified = year.verify(&file);
    assert_eq!(verified.status.code(), Some(1));
    let told = text(&verified.stdout);
    for words in [
        "НЕДІЙСНО",
        "Підпис 1 (META-INF/signature001.p7s): ДІЙСНО",
        "Підпис 2 (META-INF/signature002.p7s): НЕДІЙСНО",
        "✗ підпис охоплює не всі документи архіву: поза ним лишився «manifest.json»",
        "файлів: 1 з ",
    ] {
        assert!(told.contains(words), "no {words}: {told}");
    }
}

#[test]
fn what_cannot_be_signed_stays_as_it_is() {
    let year = Year::start();
    done(&year.archive(&["--class", "8-А"]));
    let file = year.path("8-А 2026-2027.asice");
    let before = fs::read(&file).unwrap();
    fs::write(&year.password, "wrong").unwrap();
    assert!(refused(&year.sign(&file, "head.p12", &[])).contains("пароль не підходить"));
    fs::write(&year.password, "klas-test").unwrap();
    assert!(refused(&year.sign(&file, "edwards.p12", &[])).contains("ДСТУ 4145"));
    let unanswered = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let tsa = format!("http://{unanswered}/");
    assert!(refused(&year.sign(&file, "head.p12", &["--tsa", &tsa])).contains("не відповіла"));
    assert_eq!(fs::read(&file).unwrap(), before);
    fs::write(&file, &before[..before.len() - 40]).unwrap();
    assert!(refused(&year.sign(&file, "head.p12", &[])).contains("обрізано"));
    assert_eq!(names(&year.out), ["8-А 2026-2027.asice"]);
}

/// An authority that answers one request by OpenSSL.
fn authority(folder: &Path) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("http://{}/tsp", listener.local_addr().unwrap());
    let folder = folder.to_owned();
    thread::spawn(move || {
        let (mut stream, _) = listener.accept().unwrap();
        let mut heard = Vec::new();
        let mut part = [0; 4096];
        let body = loop {
            let read = stream.read(&mut part).unwrap();
            heard.extend_from_slice(&part[..read]);
            let Some(end) = heard.windows(4).position(|four| four == b"\r\n\r\n") else { continue };
            let lines = text(&heard[..end]).to_lowercase();
            assert!(lines.contains("application/timestamp-query"), "{lines}");
            let length = lines.split("content-length: ").nth(1).unwrap();
            let length: usize = length.split("\r\n").next().unwrap().trim().parse().unwrap();
            if heard.len() >= end + 4 + length {
                break heard[end + 4..].to_vec();
            }
        };
        fs::write(folder.join("query"), body).unwrap();
        let config = format!(
            "[tsa]\ndefault_tsa = main\n[main]\nserial = {}\nsigner_cert = {}\nsigner_key = {}\nsigner_digest = sha256\n\
             default_policy = 1.2.3.4.1\ndigests = sha256\naccuracy = secs:1\ness_cert_id_alg = sha256\n",
            folder.join("serial").display(),
            data("stamps.pem").display(),
            data("stamps.key").display(),
        );
        fs::write(folder.join("tsa.cnf"), config).unwrap();
        let made = Command::new("openssl")
            .args(["ts", "-reply", "-config", "tsa.cnf", "-queryfile", "query", "-out", "reply"])
            .current_dir(&folder)
            .output()
            .unwrap();
        assert!(made.status.success(), "{}", text(&made.stderr));
        let reply = fs::read(folder.join("reply")).unwrap();
        let answer = format!(
            "HTTP/1.1 200 OK\r\nContent-Type: application/timestamp-reply\r\nContent-Length: {}\r\nConnection: close\r\n\r\n",
            reply.len()
        );
        stream.write_all(&[answer.as_bytes(), &reply].concat()).unwrap();
    });
    address
}

#[test]
fn a_time_stamp_proves_when_it_was_signed() {
    let year = Year::start();
    done(&year.archive(&["--class", "8-А"]));
    let file = year.path("8-А 2026-2027.asice");
    let tsa = authority(year.folder.path());
    done(&year.sign(&file, "class-teacher.p12", &["--tsa", &tsa]));
    let verified = done(&year.verify(&file));
    assert!(verified.contains("за позначкою часу"), "{verified}");
    assert!(verified.contains("Вигадана служба позначок часу"), "{verified}");
}
