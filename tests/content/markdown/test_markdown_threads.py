"""One parser serves every thread."""

from concurrent.futures import ThreadPoolExecutor

from as_html import read


def test_many_threads_read_as_one_does():
    texts = [f'# A {n}\n\n[b](b{n}.md) "c" -- x[^1]\n\n:::note\n• d{n}\n:::\n\n[^1]: e{n}\n\n<i>' for n in range(50)]
    alone = [read(text) for text in texts]

    with ThreadPoolExecutor(8) as threads:
        assert list(threads.map(read, texts * 4)) == alone * 4
