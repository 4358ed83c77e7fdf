//! Files that are whole or not there, certificates to trust, and progress on a terminal.

use std::{
    fs::{self, File},
    io::{IsTerminal, Read, Write},
    path::{Path, PathBuf},
};

use klas_courier::Authorities;
use klas_signature::Trust;

use super::Refusal;

/// Reads a file.
pub fn read(path: &Path) -> Result<Vec<u8>, Refusal> {
    fs::read(path).map_err(|error| unread(path, &error))
}

/// Reads a file of at most so many bytes; none where it has more, of which no more is read.
pub fn read_within(path: &Path, limit: u64) -> Result<Option<Vec<u8>>, Refusal> {
    let read = || -> std::io::Result<Option<Vec<u8>>> {
        let file = File::open(path)?;
        if file.metadata()?.len() > limit {
            return Ok(None);
        }
        // A pipe does not say how much it has.
        let mut bytes = Vec::new();
        file.take(limit + 1).read_to_end(&mut bytes)?;
        Ok((bytes.len() as u64 <= limit).then_some(bytes))
    };
    read().map_err(|error| unread(path, &error))
}

/// What is said of a file that could not be read.
fn unread(path: &Path, error: &std::io::Error) -> Refusal {
    Refusal::Words(format!("{} не читається: {error}", path.display()))
}

/// The name of a file until it is whole; no other run of the program takes the same.
pub fn half_made(out: &Path) -> PathBuf {
    let mut name = out.as_os_str().to_owned();
    name.push(format!(".{}.part", std::process::id()));
    name.into()
}

/// What is said of a file that could not be written.
pub fn unwritten(path: &Path, error: &std::io::Error) -> Refusal {
    Refusal::Words(format!("не вдалося записати {}: {error}", path.display()))
}

/// Writes a file that has its name once it is whole and on the disk; the one before stays until then.
pub fn write_whole(path: &Path, bytes: &[u8]) -> Result<(), Refusal> {
    let part = half_made(path);
    // One that is there is not ours to overwrite or to remove.
    let mut file = File::create_new(&part).map_err(|error| unwritten(&part, &error))?;
    let written = file.write_all(bytes).and_then(|()| file.sync_all()).and_then(|()| fs::rename(&part, path));
    written.map_err(|error| {
        let _ = fs::remove_file(&part);
        unwritten(path, &error)
    })?;
    // The new name, too, has to outlive a power cut.
    if let Some(folder) = path.parent().filter(|folder| !folder.as_os_str().is_empty()) {
        let _ = File::open(folder).and_then(|folder| folder.sync_all());
    }
    Ok(())
}

/// Progress, on a terminal only.
pub fn tell(number: usize, all: usize, what: &str) {
    let mut terminal = std::io::stderr();
    if terminal.is_terminal() {
        let _ = write!(terminal, "\r\x1b[K{number}/{all} {what}");
        let _ = terminal.flush();
        if number == all {
            let _ = writeln!(terminal);
        }
    }
}

/// The certificates and lists of some folders; a file of that kind that holds none is a mistake to be told, because what
/// was meant to be trusted is not.
pub fn trust_of(folders: &[PathBuf]) -> Result<Trust, Refusal> {
    let mut trust = Trust::default();
    for folder in folders {
        let unread = |error| unread(folder, &error);
        let mut paths = Vec::new();
        for entry in fs::read_dir(folder).map_err(unread)? {
            paths.push(entry.map_err(unread)?.path());
        }
        paths.sort();
        for path in paths.iter().filter(|path| is_of_trust(path)) {
            if trust.add_file(&read(path)?) == 0 {
                return Err(Refusal::Words(format!(
                    "{}: тут немає ані сертифіката, ані списку відкликаних, або разом сертифікатів понад {}",
                    path.display(),
                    Trust::MOST
                )));
            }
        }
    }
    Ok(trust)
}

/// The authorities of a PEM file; one that has none is a mistake to be told at once, because no letter would go out later.
pub fn authorities_of(path: &Path) -> Result<Authorities, Refusal> {
    Authorities::read(&read(path)?).ok_or_else(|| {
        let path = path.display();
        Refusal::Words(format!("{path}: потрібен хоча б один сертифікат у PEM, і кожен має читатися"))
    })
}

fn is_of_trust(path: &Path) -> bool {
    let extension = path.extension().map(|extension| extension.to_string_lossy().to_lowercase());
    extension.is_some_and(|it| ["cer", "crt", "der", "pem", "p7b", "crl"].contains(&it.as_str()))
}
