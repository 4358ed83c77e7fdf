//! A lesson's topic, homework and kind: shown, wished, saved, disputed.

use klas_domain::{
    Id,
    edit::{LessonEdit, LessonOutcome, LessonText},
    id::of,
};

use super::{
    data::{GridColumn, GridLesson, GridOf},
    lane::Wish,
    model::Grid,
    queue::{WordsTrouble, WordsWhy},
};

/// What a lesson's words are going through.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum WordsState {
    /// As they are stored.
    Calm,
    /// On their way to the server.
    Saving,
    /// Just saved.
    Saved,
    /// Not saved; what was wanted stays.
    Troubled(WordsWhy),
}

impl Grid {
    /// The lesson that a column is of its own.
    pub fn lesson(&self, column: usize) -> Option<&GridLesson> {
        self.data.columns.get(column)?.lesson()
    }

    /// What a lesson says for the person who looks at it: what was wanted, or what is stored.
    pub fn words(&self, column: usize) -> LessonText {
        let Some(data) = self.lesson(column) else { return LessonText::default() };
        let troubled = self.queue.words_trouble(data.id).map(|trouble| &trouble.wanted);
        let wished = self.queue.words.newest(data.id).map(|edit| &edit.text);
        troubled.or(wished).unwrap_or(&data.text).clone()
    }

    /// What a lesson's words are going through.
    pub fn words_state(&self, column: usize) -> WordsState {
        let Some(data) = self.lesson(column) else { return WordsState::Calm };
        if let Some(trouble) = self.queue.words_trouble(data.id) {
            return WordsState::Troubled(trouble.why.clone());
        }
        match self.queue.words.newest(data.id) {
            Some(_) => WordsState::Saving,
            None if self.saved_words.contains(&column) => WordsState::Saved,
            None => WordsState::Calm,
        }
    }

    /// Takes what was typed, without white space around it; true where there is something to send. While another's
    /// words are disputed, nothing is sent: the person chooses first.
    pub fn write_words(&mut self, column: usize, text: LessonText) -> bool {
        let own = self.data.columns.get(column).is_some_and(GridColumn::writes_words);
        let Some(lesson) = self.lesson(column).filter(|_| own).map(|data| data.id) else { return false };
        let text = trimmed(&text);
        if trimmed(&self.words(column)) == text {
            return false;
        }
        let newest = self.queue.words_troubles.iter_mut().rfind(|trouble| trouble.lesson == lesson);
        if let Some(trouble) = newest.filter(|trouble| matches!(trouble.why, WordsWhy::Conflict { .. })) {
            trouble.wanted = text;
            return false;
        }
        let seen = self.queue.words_trouble(lesson).map(|trouble| trouble.base);
        self.saved_words.remove(&column);
        self.wish_words(column, text, seen)
    }

    /// The wish is about the version that the person saw, where that is known to be another than the page's.
    fn wish_words(&mut self, column: usize, text: LessonText, seen: Option<i32>) -> bool {
        let Some(data) = self.data.columns.get(column).and_then(GridColumn::lesson) else { return false };
        self.queue.forget_words_troubles(data.id);
        let earlier = self.queue.words.newest(data.id);
        if earlier.map_or(&data.text, |edit| &edit.text) == &text {
            return false;
        }
        let base = earlier.map(Wish::base).or(seen).unwrap_or(data.version);
        let id = Id::from(uuid::Uuid::new_v4());
        self.queue.words.push(LessonEdit { id, lesson: data.id, base, text });
        true
    }

    /// Of two people's words the person chose the own ones; true where there is something to send.
    pub fn keep_my_words(&mut self, column: usize) -> bool {
        let lesson = self.lesson(column).map(|data| data.id);
        let trouble = lesson.and_then(|lesson| self.queue.words_trouble(lesson).cloned());
        trouble.is_some_and(|trouble| self.wish_words(column, trouble.wanted, Some(trouble.base)))
    }

    /// The person leaves the own words: those that are stored stay.
    pub fn keep_their_words(&mut self, column: usize) {
        if let Some(lesson) = self.lesson(column).map(|data| data.id) {
            self.queue.forget_words_trouble(lesson);
        }
    }

    /// The words to be sent now.
    pub fn words_to_send(&mut self) -> Option<LessonEdit> {
        self.queue.words.batch(1).first().cloned()
    }

    /// Takes the server's answer to the words; the column, where the lesson is on this page.
    pub fn settle_words(&mut self, outcome: LessonOutcome) -> Option<usize> {
        let edit = self.queue.words.answered(1).pop()?;
        let column = self.data.columns.iter().position(|column| column.id.uuid() == edit.lesson.uuid());
        match outcome {
            LessonOutcome::Saved { version } => {
                self.rebase_words(edit.lesson, version);
                self.store_words(column, edit.text, version);
                self.saved_words.extend(column);
            }
            LessonOutcome::Conflict { text, version, author } => {
                let wanted = self.queue.words.drop_waiting(edit.lesson).unwrap_or(edit);
                self.store_words(column, text.clone(), version);
                // The person sees the other's words beside the own ones: a choice is about them.
                let seen = LessonEdit { base: version, ..wanted };
                self.keep_words_trouble(seen, WordsWhy::Conflict { theirs: text, author });
            }
            LessonOutcome::TooLong => self.keep_words_trouble(edit, WordsWhy::TooLong),
            LessonOutcome::Closed => self.keep_words_trouble(edit, WordsWhy::Closed),
            LessonOutcome::Forbidden => self.keep_words_trouble(edit, WordsWhy::Forbidden),
        }
        column
    }

    /// Takes what others wrote of lessons, and gives the columns that say something else now. Words that the person is
    /// changing stay, in the fields of the column `typed` as well as on their way; the person hears of others' later.
    pub fn hear_words(
        &mut self,
        lessons: impl IntoIterator<Item = (Id<of::Lesson>, LessonText, i32)>,
        typed: Option<usize>,
    ) -> Vec<usize> {
        for (lesson, text, version) in lessons {
            let column: Id<of::Column> = lesson.uuid().into();
            let Some(column) = self.columns.get(&column).copied() else { continue };
            if self.unheard_words.get(&column).is_none_or(|(_, known)| *known < version) {
                self.unheard_words.insert(column, (text, version));
            }
        }
        let unheard = self.unheard_words.keys().copied();
        let untouched: Vec<usize> =
            unheard.filter(|column| typed != Some(*column) && !self.wishes_words(*column)).collect();
        let mut changed = Vec::new();
        for column in untouched {
            let Some((text, version)) = self.unheard_words.remove(&column) else { continue };
            if self.lesson(column).is_some_and(|lesson| lesson.version < version) {
                self.saved_words.remove(&column);
                self.store_words(Some(column), text, version);
                changed.push(column);
            }
        }
        changed
    }

    /// Whether other words are wanted than those that are stored.
    fn wishes_words(&self, column: usize) -> bool {
        let wishes = |data: &GridLesson| {
            self.queue.words.newest(data.id).is_some() || self.queue.words_trouble(data.id).is_some()
        };
        self.lesson(column).is_some_and(wishes)
    }

    /// The author's own words were saved: what the author wrote on top of them is about that version.
    fn rebase_words(&mut self, lesson: Id<of::Lesson>, version: i32) {
        self.queue.words.rebase(lesson, version);
        for trouble in self.queue.words_troubles.iter_mut().filter(|trouble| trouble.lesson == lesson) {
            trouble.base = version;
        }
    }

    /// A newer wish for the same lesson goes on its own way.
    fn keep_words_trouble(&mut self, edit: LessonEdit, why: WordsWhy) {
        if !self.queue.words.waits(edit.lesson) {
            let LessonEdit { lesson, base, text: wanted, .. } = edit;
            self.queue.keep_older_words_trouble(WordsTrouble { lesson, wanted, base, why });
        }
    }

    fn store_words(&mut self, column: Option<usize>, text: LessonText, version: i32) {
        let data = column.and_then(|column| self.data.columns.get_mut(column));
        if let Some(GridOf::Lesson(data)) = data.map(|data| &mut data.of)
            && version >= data.version
        {
            (data.text, data.version) = (text, version);
        }
    }
}

/// White space around words is nobody's wish: it may come from a plan, and is not worth an edit.
fn trimmed(text: &LessonText) -> LessonText {
    LessonText {
        topic: text.topic.trim().to_owned(),
        homework: text.homework.trim().to_owned(),
        kind: text.kind,
    }
}
