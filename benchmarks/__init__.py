"""Speed, as ratios to a floor page measured in the same run."""
