"""What teachers are told about their teams."""
