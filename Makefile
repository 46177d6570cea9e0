# Thin: every target calls commands that can also be run by hand.
PYTHON ?= python3
BIN := .venv/bin
DJADE := find templates -name '*.html' -exec $(BIN)/djade --target-version 5.2
export UV_PYTHON_DOWNLOADS := never
export UV_LINK_MODE := copy
# Without a home directory to keep a cache in, uv works without one.
ifneq ($(shell test -w "$$HOME" && echo yes),yes)
export UV_NO_CACHE := 1
endif

.PHONY: install lock demo demo-reset test lint translations format messages bench clean

install: .venv/installed

.venv/installed: requirements/uv.txt requirements/dev.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed: make PYTHON=python3.13")'
	$(PYTHON) -m venv --without-pip .venv
	$(PYTHON) -m pip --python $(BIN)/python install --quiet --disable-pip-version-check --require-hashes -r requirements/uv.txt
	$(BIN)/uv pip install --quiet --python $(BIN)/python --require-hashes -r requirements/dev.txt
	@touch $@

lock: install
	$(BIN)/uv pip compile pyproject.toml --universal --generate-hashes --no-header --quiet -o requirements/run.txt
	$(BIN)/uv pip compile pyproject.toml --group dev --universal --generate-hashes --no-header --quiet -o requirements/dev.txt

# The whole portal on this machine, until Ctrl-C. PORT=8080 chooses another port.
demo: install translations
	@$(BIN)/python manage.py demo

demo-reset: install
	@$(BIN)/python -m ve_portal.local reset

# Everything that has to be green.
test: lint
	$(BIN)/pytest -n 2

lint: install translations
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/lint-imports
	$(DJADE) --check {} +
	$(BIN)/djlint --lint --quiet templates
	$(BIN)/mypy .
	$(BIN)/python -m ve_portal.local with $(BIN)/python manage.py makemigrations --check --dry-run
	DJANGO_SETTINGS_MODULE=ve_portal.settings.production SECRET_KEY="$$($(BIN)/python -c 'import secrets; print(secrets.token_urlsafe(64))')" \
	ALLOWED_HOSTS=ve.example.org SITE_ORIGIN=https://ve.example.org DATABASE_URL=postgresql://localhost/unused REDIS_URL=redis://localhost/0 \
	$(BIN)/python manage.py check --deploy --fail-level WARNING

# The catalogues that Django reads; babel stands in for gettext's msgfmt, which few machines have.
translations: $(patsubst %.po,%.mo,$(wildcard locale/*/LC_MESSAGES/django.po))

%.mo: %.po .venv/installed
	@$(BIN)/pybabel --quiet compile --input-file $< --output-file $@

# Collect what there is to translate into locale/ (needs gettext).
messages: install
	$(BIN)/python manage.py makemessages --all --no-location --no-obsolete --ignore tests --ignore benchmarks
	@$(MAKE) --no-print-directory translations

format: install
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .
	$(DJADE) {} +

bench: install translations
	$(BIN)/python benchmarks/run.py pages

# The environment and every cache; the demo's data stays (demo-reset clears it).
clean:
	rm -rf .venv .hypothesis .mypy_cache .pytest_cache .ruff_cache .import_linter_cache staticfiles
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
	find locale -name '*.mo' -delete
