package io.devicegateway.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.VariableTree;
import com.sun.source.util.DocTrees;
import com.sun.source.util.JavacTask;
import com.sun.source.util.TreePath;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import javax.lang.model.element.Modifier;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;

/** Everything that the backend team can call says what it does; that the words are well-formed, the compiler sees to. */
class ApiDocumentationTest {
    private static final Path SOURCES = Path.of("src/main/java/io/devicegateway/api");

    @Test
    void everyPublicElementHasAComment() throws IOException {
        JavaCompiler compiler = Objects.requireNonNull(ToolProvider.getSystemJavaCompiler());
        List<String> silent = new ArrayList<>();
        int units = 0;
        try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null);
                Stream<Path> sources = Files.list(SOURCES)) {
            List<Path> paths = sources.filter(file -> file.toString().endsWith(".java"))
                    .filter(file -> !file.endsWith("package-info.java"))
                    .toList();
            JavacTask task = (JavacTask) compiler.getTask(
                    null, files, null, List.of("-proc:none"), null, files.getJavaFileObjectsFromPaths(paths));
            DocTrees documents = DocTrees.instance(task);
            for (CompilationUnitTree unit : task.parse()) {
                units++;
                for (Tree type : unit.getTypeDecls()) {
                    look(new TreePath(new TreePath(unit), type), documents, false, silent);
                }
            }
        }
        assertThat(units).isGreaterThan(50);
        assertThat(silent).isEmpty();
    }

    /** @param open whether everything in the enclosing type is public unless it says otherwise, as in an interface */
    private static void look(TreePath path, DocTrees documents, boolean open, List<String> silent) {
        ClassTree type = (ClassTree) path.getLeaf();
        if (!open && !type.getModifiers().getFlags().contains(Modifier.PUBLIC)) {
            return;
        }
        require(path, documents, type.getSimpleName().toString(), silent);
        boolean inside = type.getKind() == Tree.Kind.INTERFACE;
        for (Tree member : type.getMembers()) {
            TreePath place = new TreePath(path, member);
            switch (member) {
                case ClassTree nested -> look(place, documents, inside, silent);
                case MethodTree method -> {
                    boolean seen = inside || method.getModifiers().getFlags().contains(Modifier.PUBLIC);
                    if (seen && !saysElsewhere(type, method)) {
                        require(place, documents, type.getSimpleName() + "." + method.getName(), silent);
                    }
                }
                case VariableTree field -> {
                    // Constants, and those of an enumeration; the components of a record are in its own comment.
                    if (inside || field.getModifiers().getFlags().contains(Modifier.PUBLIC)) {
                        require(place, documents, type.getSimpleName() + "." + field.getName(), silent);
                    }
                }
                default -> {}
            }
        }
    }

    /** What overrides has its comment above, and the constructor and accessors of a record have it on the record. */
    private static boolean saysElsewhere(ClassTree type, MethodTree method) {
        boolean overrides = method.getModifiers().getAnnotations().stream()
                .anyMatch(
                        annotation -> annotation.getAnnotationType().toString().equals("Override"));
        boolean ofRecord = type.getKind() == Tree.Kind.RECORD
                && (method.getName().contentEquals("<init>")
                        || (method.getParameters().isEmpty()
                                && type.getMembers().stream()
                                        .anyMatch(member -> member instanceof VariableTree component
                                                && component.getName().equals(method.getName()))));
        return overrides || ofRecord;
    }

    private static void require(TreePath path, DocTrees documents, String name, List<String> silent) {
        if (documents.getDocCommentTree(path) == null) {
            silent.add(name);
        }
    }
}
