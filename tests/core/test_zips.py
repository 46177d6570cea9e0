import io
import zipfile

from hypothesis import given
from hypothesis import strategies as st

from core.zips import zip_of

NAMES = st.text("abcdefghij.", min_size=1, max_size=12)


@given(files=st.dictionaries(NAMES, st.binary(max_size=200), max_size=5))
def test_zip_of_files_reads_back_in_order_and_is_the_same_every_time(files: dict[str, bytes]):
    made = zip_of(files.items())
    with zipfile.ZipFile(io.BytesIO(made)) as archive:
        assert archive.testzip() is None
        assert [(name, archive.read(name)) for name in archive.namelist()] == list(files.items())
    assert zip_of(files.items()) == made
