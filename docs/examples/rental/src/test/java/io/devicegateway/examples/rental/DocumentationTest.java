package io.devicegateway.examples.rental;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every piece of code of the documentation is one of this module's sources, which the build compiles and runs. */
class DocumentationTest {
    private static final Path DOCS = Path.of("..", "..");
    private static final Pattern BEGIN = Pattern.compile("// snippet: ([a-z-]+)");
    private static final Pattern NAME = Pattern.compile("<!-- snippet: ([a-z-]+) -->");

    private record Block(String name, String code) {}

    @ParameterizedTest
    @ValueSource(strings = {"backend-api.md", "backend-api.zh.md"})
    void codeIsTakenFromTheSources(String page) throws IOException {
        Map<String, String> snippets = snippets();
        List<Block> blocks = blocks(DOCS.resolve(page));
        assertThat(blocks)
                .hasSizeGreaterThan(10)
                .allSatisfy(block -> assertThat(block.code())
                        .as("%s: the code after <!-- snippet: %s -->", page, block.name())
                        .isEqualTo(snippets.get(block.name())));
    }

    @Test
    void thePagesShowTheSameCodeInTheSameOrder() throws IOException {
        assertThat(blocks(DOCS.resolve("backend-api.zh.md"))).isEqualTo(blocks(DOCS.resolve("backend-api.md")));
        assertThat(headings("backend-api.zh.md")).isEqualTo(headings("backend-api.md"));
    }

    private static List<String> headings(String page) throws IOException {
        return Files.readAllLines(DOCS.resolve(page)).stream()
                .filter(line -> line.startsWith("#"))
                .map(line -> line.substring(0, line.indexOf(' ')))
                .toList();
    }

    private static Map<String, String> snippets() throws IOException {
        Map<String, String> found = new LinkedHashMap<>();
        try (Stream<Path> sources = Files.walk(Path.of("src"))) {
            for (Path source :
                    sources.filter(file -> file.toString().endsWith(".java")).toList()) {
                snippets(Files.readAllLines(source), found);
            }
        }
        found.put("pom", Files.readString(Path.of("src/test/resources/new-project/pom.xml")));
        return found;
    }

    private static void snippets(List<String> lines, Map<String, String> into) {
        String name = null;
        StringBuilder code = new StringBuilder();
        for (String line : lines) {
            var begin = BEGIN.matcher(line.strip());
            if (begin.matches()) {
                name = begin.group(1);
                code.setLength(0);
            } else if (name != null && line.strip().equals("// end")) {
                assertThat(into.put(name, dedented(code.toString())))
                        .as("a second snippet " + name)
                        .isNull();
                name = null;
            } else if (name != null) {
                // Who follows the page has a package of their own.
                code.append(line.replace("package io.devicegateway.examples.rental;", "package com.example;"))
                        .append('\n');
            }
        }
        assertThat(name).as("a snippet without end").isNull();
    }

    private static String dedented(String code) {
        // A last line that is empty would count as one without indentation.
        return code.stripTrailing().stripIndent() + "\n";
    }

    private static List<Block> blocks(Path page) throws IOException {
        List<Block> blocks = new ArrayList<>();
        String name = null;
        StringBuilder code = null;
        for (String line : Files.readAllLines(page)) {
            var named = NAME.matcher(line);
            if (code != null && line.equals("```")) {
                assertThat(name)
                        .as("a block of code without a snippet's name: " + code)
                        .isNotNull();
                blocks.add(new Block(name, code.toString()));
                code = null;
                name = null;
            } else if (code != null) {
                code.append(line).append('\n');
            } else if (named.matches()) {
                name = named.group(1);
            } else if (line.equals("```java") || line.equals("```xml")) {
                code = new StringBuilder();
            }
        }
        return blocks;
    }
}
