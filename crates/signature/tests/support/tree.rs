//! DER taken apart, changed and written again: what no signer at hand writes.

/// An element with a tag of one byte.
#[derive(Clone)]
pub struct Element {
    tag: u8,
    content: Content,
}

#[derive(Clone)]
enum Content {
    Octets(Vec<u8>),
    Elements(Vec<Element>),
}

impl Element {
    pub fn octets(tag: u8, octets: &[u8]) -> Self {
        Self { tag, content: Content::Octets(octets.to_vec()) }
    }

    pub fn of(tag: u8, elements: Vec<Self>) -> Self {
        Self { tag, content: Content::Elements(elements) }
    }

    pub fn read(der: &[u8]) -> Self {
        let (element, rest) = Self::first(der);
        assert!(rest.is_empty());
        element
    }

    fn first(der: &[u8]) -> (Self, &[u8]) {
        let (length, start) = match der[1] {
            short @ 0..0x80 => (usize::from(short), 2),
            long => {
                let end = 2 + usize::from(long & 0x7F);
                (der[2..end].iter().fold(0, |sum, byte| sum << 8 | usize::from(*byte)), end)
            }
        };
        let (mut content, rest) = der[start..].split_at(length);
        if der[0] & 0x20 == 0 {
            return (Self::octets(der[0], content), rest);
        }
        let mut elements = Vec::new();
        while !content.is_empty() {
            let (element, left) = Self::first(content);
            elements.push(element);
            content = left;
        }
        (Self::of(der[0], elements), rest)
    }

    pub fn write(&self) -> Vec<u8> {
        let content = match &self.content {
            Content::Octets(octets) => octets.clone(),
            Content::Elements(elements) => elements.iter().flat_map(Self::write).collect(),
        };
        let length = content.len().to_be_bytes();
        let length = &length[content.len().leading_zeros() as usize / 8..];
        let mut der = vec![self.tag];
        if content.len() >= 0x80 {
            der.push(0x80 | u8::try_from(length.len()).unwrap());
        }
        der.extend(if length.is_empty() { &[0][..] } else { length });
        der.extend(content);
        der
    }

    /// What is inside a constructed element.
    pub fn elements(&mut self) -> &mut Vec<Self> {
        match &mut self.content {
            Content::Elements(elements) => elements,
            Content::Octets(_) => panic!("{:#04x} has no elements", self.tag),
        }
    }

    /// The element at a path of places.
    pub fn at(&mut self, path: &[usize]) -> &mut Self {
        match path {
            [] => self,
            [first, rest @ ..] => self.elements()[*first].at(rest),
        }
    }

    /// The last element inside.
    pub fn last(&mut self) -> &mut Self {
        self.elements().last_mut().unwrap()
    }

    /// In a file of signatures: the places of its version, digests, content, certificates and signers.
    pub fn signed_data(&mut self) -> &mut Self {
        self.at(&[1, 0])
    }

    /// In a file of signatures: its first signature.
    pub fn signer(&mut self) -> &mut Self {
        self.signed_data().last().at(&[0])
    }

    /// In a file of signatures: the value of the first unsigned attribute of its first signature.
    pub fn unsigned(&mut self) -> &mut Self {
        self.signer().last().at(&[0, 1, 0])
    }
}
