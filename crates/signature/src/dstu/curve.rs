//! The curves y² + xy = x³ + ax² + b of DSTU 4145-2002, annex Г, and their points.

use super::field::{Element, Field};

/// A curve of the standard.
#[derive(Debug)]
pub struct Curve {
    pub field: Field,
    /// The coefficient a, which is 0 or 1.
    pub a: bool,
    pub b: Element,
    /// The prime order of the base point.
    pub order: Element,
    /// The base point of the named curve; explicit parameters may bring another.
    pub base: Affine,
}

/// A point that is not the infinite one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Affine {
    pub x: Element,
    pub y: Element,
}

/// A point in the coordinates of López and Dahab: x = X/Z, y = Y/Z²; infinite where Z = 0.
#[derive(Debug, Clone, Copy)]
struct Projective {
    x: Element,
    y: Element,
    z: Element,
}

impl Curve {
    pub fn holds(&self, point: &Affine) -> bool {
        let field = &self.field;
        let square = field.square(&point.x);
        let left = field.square(&point.y).plus(&field.multiply(&point.x, &point.y));
        let mut right = field.multiply(&square, &point.x).plus(&self.b);
        if self.a {
            right = right.plus(&square);
        }
        left == right
    }

    /// A point from its packed form (clause 6.9): x, with its lowest bit replaced by the trace of y/x.
    pub fn unpack(&self, packed: &Element) -> Option<Affine> {
        let field = &self.field;
        if packed.bits() > field.degree {
            return None;
        }
        if packed.is_zero() {
            return Some(Affine { x: Element::ZERO, y: field.square_root(&self.b) });
        }
        let wanted = packed.bit(0);
        let mut x = if wanted { packed.plus(&Element::ONE) } else { *packed };
        // The trace of the x of every point of the group is a.
        if field.trace(&x) != self.a {
            x = x.plus(&Element::ONE);
        }
        if x.is_zero() {
            return None;
        }
        let quotient = field.multiply(&self.b, &field.square(&field.invert(&x)));
        let mut right = x.plus(&quotient);
        if self.a {
            right = right.plus(&Element::ONE);
        }
        let mut z = field.half_trace(&right);
        if field.square(&z).plus(&z) != right {
            return None;
        }
        if field.trace(&z) != wanted {
            z = z.plus(&Element::ONE);
        }
        let point = Affine { x, y: field.multiply(&x, &z) };
        self.holds(&point).then_some(point)
    }

    /// Whether the point is of the base point's order.
    pub fn is_of_order(&self, point: &Affine) -> bool {
        // A fuzzer is after what reads: the sum takes longer than all of that.
        cfg!(fuzzing) || self.multiply(point, &self.order).is_none()
    }

    /// `None` is the infinite point.
    pub fn multiply(&self, point: &Affine, by: &Element) -> Option<Affine> {
        self.sum_of_multiples(point, by, None, &Element::ZERO)
    }

    /// p·P + q·Q with both read bit by bit together; `None` is the infinite point.
    pub fn sum_of_multiples(
        &self,
        p: &Affine,
        by_p: &Element,
        q: Option<&Affine>,
        by_q: &Element,
    ) -> Option<Affine> {
        let both = q.and_then(|q| self.affine(&self.add(&Projective::of(p), q)));
        let mut sum = Projective::INFINITE;
        for place in (0..by_p.bits().max(by_q.bits())).rev() {
            sum = self.double(&sum);
            let term = match (by_p.bit(place), by_q.bit(place)) {
                (true, true) => both.as_ref(),
                (true, false) => Some(p),
                (false, true) => q,
                (false, false) => None,
            };
            if let Some(term) = term {
                sum = self.add(&sum, term);
            }
        }
        self.affine(&sum)
    }

    fn affine(&self, point: &Projective) -> Option<Affine> {
        if point.z.is_zero() {
            return None;
        }
        let field = &self.field;
        let inverse = field.invert(&point.z);
        Some(Affine {
            x: field.multiply(&point.x, &inverse),
            y: field.multiply(&point.y, &field.square(&inverse)),
        })
    }

    fn double(&self, point: &Projective) -> Projective {
        let field = &self.field;
        let z_square = field.square(&point.z);
        let x_square = field.square(&point.x);
        let z = field.multiply(&x_square, &z_square);
        let b_part = field.multiply(&self.b, &field.square(&z_square));
        let x = field.square(&x_square).plus(&b_part);
        let mut bracket = field.square(&point.y).plus(&b_part);
        if self.a {
            bracket = bracket.plus(&z);
        }
        let y = field.multiply(&b_part, &z).plus(&field.multiply(&x, &bracket));
        Projective { x, y, z }
    }

    fn add(&self, to: &Projective, other: &Affine) -> Projective {
        if to.z.is_zero() {
            return Projective::of(other);
        }
        let field = &self.field;
        let z_square = field.square(&to.z);
        let y_sum = field.multiply(&other.y, &z_square).plus(&to.y);
        let x_sum = field.multiply(&other.x, &to.z).plus(&to.x);
        if x_sum.is_zero() {
            return if y_sum.is_zero() { self.double(to) } else { Projective::INFINITE };
        }
        let product = field.multiply(&x_sum, &to.z);
        let z = field.square(&product);
        let cross = field.multiply(&product, &y_sum);
        let factor = if self.a { product.plus(&z_square) } else { product };
        let x = field.square(&y_sum).plus(&cross).plus(&field.multiply(&field.square(&x_sum), &factor));
        let shifted = field.multiply(&other.x, &z).plus(&x);
        let last = field.multiply(&other.x.plus(&other.y), &field.square(&z));
        let y = field.multiply(&cross.plus(&z), &shifted).plus(&last);
        Projective { x, y, z }
    }
}

impl Projective {
    const INFINITE: Self = Self { x: Element::ONE, y: Element::ZERO, z: Element::ZERO };

    fn of(point: &Affine) -> Self {
        Self { x: point.x, y: point.y, z: Element::ONE }
    }
}

const fn curve(degree: u32, exponents: &'static [u32], a: bool, [b, order, x, y]: [&str; 4]) -> Curve {
    Curve {
        field: Field { degree, exponents },
        a,
        b: Element::hex(b),
        order: Element::hex(order),
        base: Affine { x: Element::hex(x), y: Element::hex(y) },
    }
}

/// The ten curves in a polynomial basis; the index is the last arc of the curve's identifier
/// (order of the Ministry of Justice № 1236/5/453 of 20.08.2012).
pub static CURVES: [Curve; 10] = [
    curve(
        163,
        &[7, 6, 3, 0],
        true,
        [
            "5FF6108462A2DC8210AB403925E638A19C1455D21",
            "400000000000000000002BEC12BE2262D39BCF14D",
            "2E2F85F5DD74CE983A5C4237229DAF8A3F35823BE",
            "3826F008A8C51D7B95284D9D03FF0E00CE2CD723A",
        ],
    ),
    curve(
        167,
        &[6, 0],
        true,
        [
            "6EE3CEEB230811759F20518A0930F1A4315A827DAC",
            "3FFFFFFFFFFFFFFFFFFFFFB12EBCC7D7F29FF7701F",
            "7A1F6653786A68192803910A3D30B2A2018B21CD54",
            "5F49EB26781C0EC6B8909156D98ED435E45FD59918",
        ],
    ),
    curve(
        173,
        &[10, 2, 1, 0],
        false,
        [
            "108576C80499DB2FC16EDDF6853BBB278F6B6FB437D9",
            "800000000000000000000189B4E67606E3825BB2831",
            "4D41A619BCC6EADF0448FA22FAD567A9181D37389CA",
            "10B51CC12849B234C75E6DD2028BF7FF5C1CE0D991A1",
        ],
    ),
    curve(
        179,
        &[4, 2, 1, 0],
        true,
        [
            "4A6E0856526436F2F88DD07A341E32D04184572BEB710",
            "3FFFFFFFFFFFFFFFFFFFFFFB981960435FE5AB64236EF",
            "6BA06FE51464B2BD26DC57F48819BA9954667022C7D03",
            "25FBC363582DCEC065080CA8287AAFF09788A66DC3A9E",
        ],
    ),
    curve(
        191,
        &[9, 0],
        true,
        [
            "7BC86E2102902EC4D5890E8B6B4981FF27E0482750FEFC03",
            "40000000000000000000000069A779CAC1DABC6788F7474F",
            "714114B762F2FF4A7912A6D2AC58B9B5C2FCFE76DAEB7129",
            "29C41E568B77C617EFE5902F11DB96FA9613CD8D03DB08DA",
        ],
    ),
    curve(
        233,
        &[9, 4, 1, 0],
        true,
        [
            "06973B15095675534C7CF7E64A21BD54EF5DD3B8A0326AA936ECE454D2C",
            "1000000000000000000000000000013E974E72F8A6922031D2603CFE0D7",
            "3FCDA526B6CDF83BA1118DF35B3C31761D3545F32728D003EEB25EFE96",
            "9CA8B57A934C54DEEDA9E54A7BBAD95E3B2E91C54D32BE0B9DF96D8D35",
        ],
    ),
    curve(
        257,
        &[12, 0],
        false,
        [
            "1CEF494720115657E18F938D7A7942394FF9425C1458C57861F9EEA6ADBE3BE10",
            "800000000000000000000000000000006759213AF182E987D3E17714907D470D",
            "02A29EF207D0E9B6C55CD260B306C7E007AC491CA1B10C62334A9E8DCD8D20FB7",
            "10686D41FF744D4449FCCF6D8EEA03102E6812C93A9D60B978B702CF156D814EF",
        ],
    ),
    curve(
        307,
        &[8, 4, 2, 0],
        true,
        [
            "393C7F7D53666B5054B5E6C6D3DE94F4296C0C599E2E2E241050DF18B6090BDC90186904968BB",
            "3FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFC079C2F3825DA70D390FBBA588D4604022B7B7",
            "216EE8B189D291A0224984C1E92F1D16BF75CCD825A087A239B276D3167743C52C02D6E7232AA",
            "5D9306BACD22B7FAEB09D2E049C6E2866C5D1677762A8F2F2DC9A11C7F7BE8340AB2237C7F2A0",
        ],
    ),
    curve(
        367,
        &[21, 0],
        true,
        [
            "43FC8AD242B0B7A6F3D1627AD5654447556B47BF6AA4A64B0C2AFE42CADAB8F93D92394C79A79755437B56995136",
            "40000000000000000000000000000000000000000000009C300B75A3FA824F22428FD28CE8812245EF44049B2D49",
            "324A6EDDD512F08C49A99AE0D3F961197A76413E7BE81A400CA681E09639B5FE12E59A109F78BF4A373541B3B9A1",
            "1AB597A5B4477F59E39539007C7F977D1A567B92B043A49C6B61984C3FE3481AAF454CD41BA1F051626442B3C10",
        ],
    ),
    curve(
        431,
        &[5, 3, 1, 0],
        true,
        [
            "03CE10490F6A708FC26DFE8C3D27C4F94E690134D5BFF988D8D28AAEAEDE975936C66BAC536B18AE2DC312CA493117DAA469C640CAF3",
            "3FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFBA3175458009A8C0A724F02F81AA8A1FCBAF80D90C7A95110504CF",
            "1A62BA79D98133A16BBAE7ED9A8E03C32E0824D57AEF72F88986874E5AAE49C27BED49A2A95058068426C2171E99FD3B43C5947C857D",
            "70B5E1E14031C1F70BBEFE96BDDE66F451754B4CA5F48DA241F331AA396B8D1839A855C1769B1EA14BA53308B5E2723724E090E02DB9",
        ],
    ),
];

#[cfg(test)]
mod tests {
    use super::{Affine, CURVES};
    use crate::dstu::field::Element;

    #[test]
    fn every_named_base_point_lies_on_its_curve_and_is_of_its_order() {
        for curve in &CURVES {
            assert!(curve.holds(&curve.base), "{}", curve.field.degree);
            assert!(curve.is_of_order(&curve.base), "{}", curve.field.degree);
            assert!(!curve.holds(&Affine { x: curve.base.y, y: curve.base.x }));
        }
    }

    #[test]
    fn a_packed_point_is_the_same_point_and_its_negative_another() {
        for curve in &CURVES {
            let field = &curve.field;
            for factor in 1..20 {
                let by = Element::hex(&format!("{factor:x}"));
                let point = curve.multiply(&curve.base, &by).unwrap();
                let trace = field.trace(&field.multiply(&point.y, &field.invert(&point.x)));
                let mut packed = point.x;
                if packed.bit(0) != trace {
                    packed = packed.plus(&Element::ONE);
                }
                assert_eq!(curve.unpack(&packed), Some(point), "{} {factor}", field.degree);
                let other = curve.unpack(&packed.plus(&Element::ONE)).unwrap();
                assert_eq!(other, Affine { x: point.x, y: point.x.plus(&point.y) });
            }
        }
    }

    #[test]
    fn sums_of_multiples_agree_with_multiples_of_the_sum() {
        for curve in &CURVES {
            let (three, five) = (Element::hex("3"), Element::hex("5"));
            let other = curve.multiply(&curve.base, &five).unwrap();
            let sum = curve.sum_of_multiples(&curve.base, &three, Some(&other), &five);
            assert_eq!(sum, curve.multiply(&curve.base, &Element::hex("1c")));
            let negative = Affine { x: other.x, y: other.x.plus(&other.y) };
            assert_eq!(curve.sum_of_multiples(&other, &five, Some(&negative), &five), None);
            assert_eq!(
                curve.sum_of_multiples(&other, &five, Some(&other), &three),
                curve.multiply(&other, &Element::hex("8"))
            );
        }
    }
}
