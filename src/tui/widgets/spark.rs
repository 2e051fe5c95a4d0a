//! One row of blocks: a trend in as many cells as it has points. A missing point is a gap.

/// Blocks from low to high.
const BLOCKS: [char; 8] = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];

/// What stands for a missing point.
pub const GAP: char = '·';

/// The smallest and the greatest point; `None` where there is no point.
pub fn range(points: &[Option<f64>]) -> Option<(f64, f64)> {
    points.iter().flatten().fold(None, |range, point| match range {
        None => Some((*point, *point)),
        Some((low, high)) => Some((low.min(*point), high.max(*point))),
    })
}

/// The points as blocks between the smallest and the greatest; all equal ones stand in the middle.
pub fn blocks(points: &[Option<f64>]) -> String {
    let Some((low, high)) = range(points) else {
        return GAP.to_string().repeat(points.len());
    };
    points
        .iter()
        .map(|point| match point {
            None => GAP,
            Some(point) => {
                let share = if high > low { (point - low) / (high - low) } else { 0.5 };
                let level = (share * (BLOCKS.len() - 1) as f64).round() as usize;
                BLOCKS.get(level).copied().unwrap_or(GAP)
            }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_missing_day_is_a_gap_and_not_a_zero() {
        assert_eq!(blocks(&[Some(1.0), None, Some(8.0)]), "▁·█");
        assert_eq!(blocks(&[None, None]), "··");
        assert_eq!(blocks(&[Some(3.0), Some(3.0)]), "▅▅");
    }
}
