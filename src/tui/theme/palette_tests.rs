use super::*;
use crate::config::Glyphs;
use crate::tui::theme::{Role, Theme};

type Rgb = (u8, u8, u8);
type Linear = [f64; 3];

const BLACK: Rgb = (0, 0, 0);
const WHITE: Rgb = (255, 255, 255);

/// How eyes without one kind of cone see, in linear light: Machado, Oliveira and Fernandes 2009.
const DEUTERANOPIA: [Linear; 3] = [
    [0.367_322, 0.860_646, -0.227_968],
    [0.280_085, 0.672_501, 0.047_413],
    [-0.011_820, 0.042_940, 0.968_881],
];
const TRITANOPIA: [Linear; 3] = [
    [1.255_528, -0.076_749, -0.178_779],
    [-0.078_411, 0.930_809, 0.147_602],
    [0.004_733, 0.691_367, 0.303_900],
];

fn linear((red, green, blue): Rgb) -> Linear {
    [red, green, blue].map(|part| {
        let part = f64::from(part) / 255.0;
        if part <= 0.04045 { part / 12.92 } else { ((part + 0.055) / 1.055).powf(2.4) }
    })
}

/// The contrast of WCAG 2, from 1 to 21.
fn contrast(one: Rgb, other: Rgb) -> f64 {
    let luminance = |color| {
        let [red, green, blue] = linear(color);
        0.2126 * red + 0.7152 * green + 0.0722 * blue + 0.05
    };
    let (one, other) = (luminance(one), luminance(other));
    one.max(other) / one.min(other)
}

/// The distance of two colours in CIE L*a*b*, as eyes with these cones see them. 10 is plain to see.
fn distance(one: Rgb, other: Rgb, eyes: &[Linear; 3]) -> f64 {
    let lab = |color| {
        let light = linear(color);
        let seen = eyes.map(|row| {
            row.iter().zip(light).map(|(weight, part)| weight * part).sum::<f64>().clamp(0.0, 1.0)
        });
        let [red, green, blue] = seen;
        let root = |value: f64| {
            if value > 0.008_856 { value.cbrt() } else { 7.787 * value + 16.0 / 116.0 }
        };
        let x = root((0.4124 * red + 0.3576 * green + 0.1805 * blue) / 0.9505);
        let y = root(0.2126 * red + 0.7152 * green + 0.0722 * blue);
        let z = root((0.0193 * red + 0.1192 * green + 0.9505 * blue) / 1.089);
        [116.0 * y - 16.0, 500.0 * (x - y), 200.0 * (y - z)]
    };
    let squares =
        lab(one).iter().zip(lab(other)).map(|(one, other)| (one - other).powi(2)).sum::<f64>();
    squares.sqrt()
}

fn exact(choice: ThemeChoice) -> Vec<Rgb> {
    let Palette { ok, warn, crit, unknown, title } = Palette::of(choice);
    [ok, warn, crit, unknown, title].iter().filter_map(|ink| ink.exact).collect()
}

#[test]
fn every_colour_can_be_read_on_the_background_that_it_is_for() {
    for (choice, background, least) in [
        (ThemeChoice::Dark, BLACK, 4.5),
        (ThemeChoice::Light, WHITE, 4.5),
        (ThemeChoice::Deuteranopia, BLACK, 3.0),
        (ThemeChoice::Deuteranopia, WHITE, 3.0),
        (ThemeChoice::Tritanopia, BLACK, 3.0),
        (ThemeChoice::Tritanopia, WHITE, 3.0),
    ] {
        let colors = exact(choice);
        assert_eq!(colors.len(), 5);
        for color in colors {
            let found = contrast(color, background);
            assert!(found >= least, "{choice:?}: {color:?} has {found:.1}");
        }
    }
}

#[test]
fn colour_blind_eyes_tell_the_states_apart() {
    for (choice, eyes) in
        [(ThemeChoice::Deuteranopia, DEUTERANOPIA), (ThemeChoice::Tritanopia, TRITANOPIA)]
    {
        let states = exact(choice);
        for (place, one) in states.iter().take(4).enumerate() {
            for other in states.iter().take(4).skip(place + 1) {
                let found = distance(*one, *other, &eyes);
                assert!(found >= 20.0, "{choice:?}: {one:?} and {other:?} are {found:.0} apart");
            }
        }
    }
}

#[test]
fn fewer_colours_get_the_nearest_and_none_gets_none() {
    let ink = Palette::of(ThemeChoice::Dark).warn;
    assert_eq!(ink.color(ColorDepth::True), Some(Color::Rgb(0xf2, 0xc1, 0x4e)));
    assert_eq!(ink.color(ColorDepth::Indexed), Some(Color::Indexed(215)));
    assert_eq!(ink.color(ColorDepth::Ansi), Some(Color::Yellow));
    assert_eq!(ink.color(ColorDepth::None), None);
    assert_eq!(nearest(BLACK), 16);
    assert_eq!(nearest(WHITE), 231);
}

#[test]
fn the_theme_without_colours_has_none_on_a_terminal_that_has_millions() {
    for depth in [ColorDepth::Ansi, ColorDepth::Indexed, ColorDepth::True] {
        let theme = Theme::new(ThemeChoice::Mono, depth, Glyphs::Braille);
        assert_eq!(theme, Theme::mono(), "{depth:?}");
        for role in Role::ALL {
            assert_eq!(theme.style(role).fg, None, "{role:?}");
        }
    }
}
