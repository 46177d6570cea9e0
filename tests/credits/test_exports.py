from credits.exports import HEADER


def test_header_names_each_column_once():
    assert len(set(HEADER)) == len(HEADER)
