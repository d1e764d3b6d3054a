"""`yushan openapi`: the interface of this version as a document, without starting anything."""

import click
import msgspec

from command import app


@click.command()
@click.option("--stream", is_flag=True, help="The live stream, as AsyncAPI 3, instead.")
def openapi(stream: bool) -> None:
    """Print the OpenAPI 3.1 document of the HTTP interface."""
    document = app.asyncapi_document() if stream else app.openapi_document()
    click.echo(msgspec.json.format(msgspec.json.encode(document), indent=1).decode())
