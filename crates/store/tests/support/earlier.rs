//! What an earlier version of the program would have left behind.

use chrono::SecondsFormat;
use klas_domain::Id;
use klas_store::archive::HistoryRow;
use serde_json::Value;
use sha2::{Digest, Sha256};

use super::{Engine, TestSchool};

impl TestSchool {
    /// Writes the history anew as before it said of which course a column is. All of it is of 8-А, whose lessons and
    /// columns are there.
    pub async fn told_by_an_earlier_version(&self) {
        let class = self.course("Алгебра").class_id;
        let rows = self.reader().await.history_of_class(class).await.unwrap();
        assert_eq!(rows.last().map(|row| row.seq), i64::try_from(rows.len()).ok());
        let mut previous = Vec::new();
        for mut row in rows {
            let mut said: Value = serde_json::from_str(&row.after).unwrap();
            said.as_object_mut().unwrap().remove("course");
            row.after = said.to_string();
            previous = hash(&row, &previous);
            let (after, own) = (row.after.replace('\'', "''"), self.bytes(&previous));
            let statement =
                format!("UPDATE history SET after = '{after}', hash = {own} WHERE seq = {}", row.seq);
            assert_eq!(self.db.tamper(self.id, &statement).await, 1);
        }
        let head = format!("UPDATE history_head SET hash = {}", self.bytes(&previous));
        assert_eq!(self.db.tamper(self.id, &head).await, 1);
    }

    /// Bytes as the school's database writes them.
    fn bytes(&self, bytes: &[u8]) -> String {
        let digits = bytes.iter().fold(String::new(), |digits, byte| format!("{digits}{byte:02x}"));
        match self.db.engine {
            Engine::Sqlite => format!("x'{digits}'"),
            Engine::Postgres => format!("'\\x{digits}'"),
        }
    }
}

/// The hash of a row, as docs/archive describes it.
fn hash(row: &HistoryRow, previous: &[u8]) -> Vec<u8> {
    let mut hasher = Sha256::new();
    let mut field = |bytes: &[u8]| {
        hasher.update((bytes.len() as u64).to_be_bytes());
        hasher.update(bytes);
    };
    let pupil = row.pupil.map(Id::uuid);
    field(previous);
    field(&row.seq.to_be_bytes());
    field(row.edit.as_bytes());
    field(row.kind.as_bytes());
    field(row.object.as_bytes());
    field(pupil.as_ref().map_or(&[][..], |pupil| pupil.as_bytes()));
    field(row.at.to_rfc3339_opts(SecondsFormat::Micros, true).as_bytes());
    field(row.author.uuid().as_bytes());
    field(row.reason.as_deref().unwrap_or_default().as_bytes());
    field(row.before.as_bytes());
    field(row.after.as_bytes());
    hasher.finalize().to_vec()
}
