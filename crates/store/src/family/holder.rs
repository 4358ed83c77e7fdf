//! Who acts for a guardian of the school's lists: another record of the same human, from a code on until it is undone. Whose
//! eyes a child's diary has changes with it, and so each change stands in the history.

use chrono::{DateTime, Utc};
use klas_domain::{
    id::{Id, of},
    invitation::Invitee,
};
use uuid::Uuid;

use crate::{
    db::{Batch, Conn, sql},
    error::{Result, StoreError},
    history::{self, Chain, Object, Record},
};

/// Says who acts for a guardian of a pupil; none: the guardian. Of a pupil who is invited there is nothing to say.
pub(super) async fn set_holder(
    conn: &mut Conn<'_>,
    mut chain: Chain,
    invitee: Invitee,
    holder: Option<Id<of::Person>>,
    (author, now): (Id<of::Person>, DateTime<Utc>),
) -> Result<()> {
    let Invitee { person: guardian, pupil } = invitee;
    let row: Option<(Option<Uuid>,)> = sql("SELECT holder_id FROM guardianship \
         WHERE school_id = $1 AND pupil_id = $2 AND guardian_id = $3")
    .bind(chain.school())
    .bind(pupil)
    .bind(guardian)
    .fetch_optional(conn)
    .await?;
    let Some((before,)) = row else { return Ok(()) };
    let before = before.map(Id::<of::Person>::from);
    if before == holder {
        return Ok(());
    }
    let record = Record {
        edit: Id::new(),
        object: Object::Holder { guardian, pupil },
        at: now,
        author,
        reason: None,
        before: json(before)?,
        after: json(holder)?,
    };
    let mut batch = Batch::default();
    batch.insert(history::INSERT, &[chain.link(record)], "");
    batch.add(
        "UPDATE guardianship SET holder_id = ? WHERE school_id = ? AND pupil_id = ? AND guardian_id = ?",
        vec![holder.into(), chain.school().into(), pupil.into(), guardian.into()],
    );
    chain.put_back(&mut batch);
    batch.run(conn).await.map(|_| ())
}

fn json(holder: Option<Id<of::Person>>) -> Result<String> {
    serde_json::to_string(&holder).map_err(|_| StoreError::Corrupt("who acts for a guardian"))
}
